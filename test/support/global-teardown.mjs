export default () => globalThis.musterTestEngines?.stop();
