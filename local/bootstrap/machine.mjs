/** The first Node 20 that loads an ES module by require(), which some of our dependencies do. */
const LEAST_NODE = [20, 19];

/** Throws, saying what is needed, when this machine cannot run us at all. */
export function checkMachine(nodeVersion, platform) {
  const [major, minor] = nodeVersion.split('.').map(Number);
  if (major < LEAST_NODE[0] || (major === LEAST_NODE[0] && minor < LEAST_NODE[1])) {
    const least = LEAST_NODE.join('.');
    throw new Error(
      `需要 Node ${least} 或更新版本，这里是 ${nodeVersion}。请安装新版本（例如 nvm install 24），再运行一次。\n` +
        `Node ${least} or newer is needed, and this is ${nodeVersion}. Install a newer one (for example nvm install 24) and run again.`,
    );
  }
  if (platform === 'win32') {
    throw new Error(
      '本机运行需要 Linux 或 macOS；在 Windows 上请在 WSL 里运行。\n' +
        'Running it here needs Linux or macOS; on Windows run it inside WSL.',
    );
  }
}
