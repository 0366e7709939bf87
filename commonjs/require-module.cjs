// This package is made of ES modules. Where Node can't require() one, it says what can be done.
module.exports = (file, name) => {
  try {
    return require(file);
  } catch (cause) {
    if (cause.code !== 'ERR_REQUIRE_ESM') throw cause;
    const ways = `write await import('${name}'), or use Node 20.19, 22.12 or newer`;
    throw Object.assign(
      new Error(`${name} can't be required by Node ${process.versions.node}: ${ways}`, { cause }),
      {
        code: 'ERR_REQUIRE_ESM',
      },
    );
  }
};
