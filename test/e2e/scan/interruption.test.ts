import { describe, expect, it } from 'vitest';
import { eventually } from '../../helpers/processes.ts';
import { BLOCKING, cluster, rowsIn, startScan, valuesOf } from './cluster.ts';

describe('Ctrl-C during a scan leaves no server behind', () => {
  const options = ['--scan', 'workers=1,2', '--json', '-'];

  it('in the first row', async () => {
    const { running, marked, ended } = startScan(cluster(BLOCKING), options);
    await marked('called 1', 4);
    running.child.kill('SIGINT');
    const { status, stdout, stderr } = await ended();
    expect(status).toBe(130);
    expect(rowsIn(stdout)).toEqual([]);
    expect(stderr).toContain('Interrupted before a run had finished.');
  });

  it('in the second row, and keeps the first', async () => {
    const { running, marked, ended } = startScan(
      cluster('if (workers === 1) done(); else setTimeout(done, 3_000);'),
      options,
    );
    await marked('called 2', 1);
    running.child.kill('SIGINT');
    const { status, stdout, stderr } = await ended();
    expect(status).toBe(130);
    expect(valuesOf(rowsIn(stdout))).toEqual(['1']);
    expect(stderr).toContain('Interrupted; 1 run had finished.');
  });

  it.each([200, 600, 1_000, 1_500, 2_000, 2_600])('after %d ms, wherever that is', async (ms) => {
    const { running, ended } = startScan(cluster(BLOCKING), options);
    setTimeout(() => running.child.kill('SIGINT'), ms);
    const { status } = await ended();
    // null if it was too early even for Node to listen for signals
    expect([130, 0, 3, null]).toContain(status);
  });

  it('if the check is killed', async () => {
    const { running, marked, ended } = startScan(cluster(BLOCKING), options);
    await marked('called 1', 2);
    running.child.kill('SIGKILL');
    await running.ended;
    await eventually('the end of the server', () =>
      ended().then(
        () => true,
        () => false,
      ),
    );
  });
});
