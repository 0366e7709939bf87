// For `require('holdfast/adapters')`.
module.exports = require('./require-module.cjs')('../dist/strategies/adapters.js', 'holdfast/adapters');
