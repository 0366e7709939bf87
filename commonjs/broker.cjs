// For `require('holdfast/locks/broker')`.
module.exports = require('./require-module.cjs')(
  '../dist/strategies/locks/broker.js',
  'holdfast/locks/broker',
);
