// For `require('holdfast/vitest')`, which can't be: vitest itself is a module only. `import` in a test file of vitest
// is never compiled to require, so this is met elsewhere alone.
throw new Error("holdfast/vitest can't be required, as vitest can't: write import … from 'holdfast/vitest'");
