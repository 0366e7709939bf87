// For `require('holdfast')`. Node gives modules to require() from 20.19 and 22.12 on.
module.exports = require('./require-module.cjs')('../dist/harness/library/holdfast.js', 'holdfast');
