// The built program, running for one test file on a port and in a folder of its own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../bin/rinnalla", import.meta.url));
const patience = 60_000;

// startServer answers when /healthz does. people are the demo's sign-ins in the order the program prints them.
export async function startServer() {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), "rinnalla-e2e-"));
  const server = new Server(`http://127.0.0.1:${port}`, folder);
  try {
    await server.start();
  } catch (fault) {
    await server.stop();
    throw fault;
  }
  return server;
}

class Server {
  people = [];
  #process;
  #words = [];

  constructor(url, folder) {
    this.url = url;
    this.folder = folder;
  }

  // start runs `rinnalla demo`, which makes a fresh world in the folder.
  async start(command = "demo", settings = {}) {
    const child = spawn(program, [command], {
      env: { ...process.env, RINNALLA_ADDR: new URL(this.url).host, RINNALLA_DATA: this.folder, ...settings },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process = child;
    const failed = new Promise((_, reject) => {
      child.once("error", reject);
      child.once("exit", (code, signal) => reject(new Error(`rinnalla ${command} ended with ${code ?? signal}:\n${this.words}`)));
    });
    // A server that is stopped on purpose ends too; nobody listens to that.
    failed.catch(() => {});
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => this.#hear(line));
    }
    await Promise.race([this.#ready(), failed]);
  }

  #hear(line) {
    this.#words.push(line);
    const [, email, password, who] = /^sign-in: (\S+) (\S+) (.+)$/.exec(line) ?? [];
    if (email) this.people.push({ email, password, who });
  }

  // words are what the program has printed so far.
  get words() {
    return this.#words.join("\n");
  }

  async #ready() {
    const end = Date.now() + patience;
    while (Date.now() < end) {
      const answer = await fetch(`${this.url}/healthz`).catch(() => null);
      if (answer?.status === 200 && this.people.length > 0) return;
      await new Promise((next) => setTimeout(next, 50));
    }
    throw new Error(`no 200 at ${this.url}/healthz, or no sign-in line:\n${this.words}`);
  }

  // down ends the program and keeps its world; up serves the same world again.
  async down() {
    await this.#end();
  }

  async up() {
    await this.start("serve", { RINNALLA_DATABASE: join(this.folder, "demo.db") });
  }

  async stop() {
    await this.#end();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #end() {
    const child = this.#process;
    if (child && child.exitCode === null && child.signalCode === null && child.pid) {
      const ended = once(child, "exit");
      const late = setTimeout(() => child.kill("SIGKILL"), patience);
      child.kill("SIGTERM");
      await ended;
      clearTimeout(late);
    }
  }
}

function freePort() {
  return new Promise((answer, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => answer(port));
    });
  });
}
