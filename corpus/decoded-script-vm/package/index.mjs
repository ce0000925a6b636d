import vm from 'node:vm';

const names = Buffer.from('73756d206d696e206d617820617667', 'hex').toString('utf8').split(' ');

/** What a formula gives for some values. */
export function evaluate(formula, values) {
  const context = vm.createContext({ ...values, result: undefined, names });
  vm.runInContext(`result = (${formula})`, context, { timeout: 50 });
  return context.result;
}
