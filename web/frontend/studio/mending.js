// Quick fixes: only where there is one right answer, and through the command stack, so that Ctrl+Z takes it back.
const FIXES = {
  'default-flow:condition': (problem, { modeling, element }) => modeling.updateProperties(element, { conditionExpression: undefined }),
  'gateway-flows:condition': (problem, { modeling, element }) => modeling.updateProperties(element, { conditionExpression: undefined }),
  'boundary-attached:interrupting': (problem, { modeling, element }) => modeling.updateProperties(element, { cancelActivity: true }),
  'keys-known:gates': (problem, { modeling, element, names }) => modeling.updateProperties(element, { [names.vd('gate')]: undefined }),
  'unknown-attribute:id': (problem, { modeling, element, names }) => modeling.updateProperties(element, { [names.vd(problem.params.attribute)]: undefined }),
};

/** Carry the fix of a problem out. */
export function mend(problem, modeler, names) {
  const element = modeler.get('elementRegistry').get(problem.element);
  if (!element) return;
  FIXES[problem.fix](problem, { modeling: modeler.get('modeling'), element, names });
  modeler.get('selection').select(element);
}

mend.can = (problem) => Boolean(problem.fix && FIXES[problem.fix]);
