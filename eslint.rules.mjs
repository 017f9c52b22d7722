// The three rules of our own that ESLint has no word for. Each has its reason in its message.

const DRAWER = /^(utils?|helpers?|common|services?|managers?|misc|shared|lib)$/i;

const noDrawers = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      drawer:
        '"{{part}}" is a drawer: its name does not say what is inside, so everything ends up there. Name the file after the thing it is about.',
    },
  },
  create: (context) => ({
    Program(node) {
      const path = context.filename.startsWith(context.cwd)
        ? context.filename.slice(context.cwd.length)
        : context.filename;
      const parts = path.split(/[\\/]/).map((part) => part.replace(/\..*$/, ''));
      const part = parts.find((word) => word.split('-').some((each) => DRAWER.test(each)));
      if (part !== undefined) context.report({ node, messageId: 'drawer', data: { part } });
    },
  }),
};

const FUNCTION = 'FunctionDeclaration, FunctionExpression, ArrowFunctionExpression';

/** `describe(…)`, `describe.each(…)(…)` and the like: a chapter of a test file, not a function. */
function isChapter({ parent }) {
  if (parent?.type !== 'CallExpression') return false;
  let callee = parent.callee;
  while (callee.type === 'CallExpression' || callee.type === 'MemberExpression')
    callee = callee.type === 'CallExpression' ? callee.callee : callee.object;
  return callee.name === 'describe';
}

const functionLines = {
  meta: {
    type: 'suggestion',
    schema: [{ type: 'integer' }],
    messages: {
      long: 'This function has {{lines}} lines; {{most}} is the most one can hold in mind. Give its steps names.',
    },
  },
  create: (context) => ({
    [FUNCTION](node) {
      const [most] = context.options;
      const lines = node.loc.end.line - node.loc.start.line + 1;
      if (lines > most && !isChapter(node))
        context.report({ node, messageId: 'long', data: { lines, most } });
    },
  }),
};

const documentedExports = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: {
      undocumented: 'An exported name needs a doc comment: what it is for, units, special values.',
    },
  },
  create(context) {
    const check = (node) => {
      if (!node.declaration) return;
      const last = context.sourceCode.getCommentsBefore(node).at(-1);
      if (last?.type !== 'Block' || !last.value.startsWith('*'))
        context.report({ node, messageId: 'undocumented' });
    };
    return { ExportNamedDeclaration: check, ExportDefaultDeclaration: check };
  },
};

export default {
  rules: {
    'no-drawers': noDrawers,
    'function-lines': functionLines,
    'documented-exports': documentedExports,
  },
};
