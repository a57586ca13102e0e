// Conditions of menus and welcome texts, evaluated as VS Code does, as far as package.json uses them.

/** Evaluates the parts about the given keys; the others count as true. Unset keys are given as undefined. */
export function fits(when: string, keys: Readonly<Record<string, unknown>>): boolean {
  return when.split(' && ').every(part => {
    const [, not, key = '', operator, operand = ''] = /^(!?)([\w.]+)(?: (==|!=|=~) (.+))?$/.exec(part) ?? [];
    if (!(key in keys)) return true;
    const value = String(keys[key]);
    if (operator === '==') return value === operand;
    if (operator === '!=') return value !== operand;
    if (operator === '=~') return new RegExp(operand.slice(1, -1)).test(value);
    return Boolean(keys[key]) !== (not === '!');
  });
}
