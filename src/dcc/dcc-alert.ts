import { type DccAlertCode, type DccAlertDefinition, dccAlerts } from '../core/alerts/dcc-alerts.ts';
import { S1benchError } from '../core/errors.ts';
import { type DccAlertBody, type DccAlertBodyName, dccAlertBodies } from './dcc-alert-bodies.ts';

/**
 * Refuses a DCC Alert that isn't one: the schema doesn't tie bodies to codes, so that is seen to here.
 * @throws `dcc-alert-invalid`
 */
export function checkDccAlert(code: DccAlertCode, body: DccAlertBody): void {
  const { bodies }: DccAlertDefinition = dccAlerts[code];
  const [name, ...others] = Object.keys(body) as DccAlertBodyName[];
  if (name === undefined || others.length > 0 || bodies?.includes(name) === false) {
    const expected = bodies === undefined ? 'one body' : `one of ${bodies.join(', ')}`;
    throw new S1benchError('dcc-alert-invalid', { found: `${code} with ${Object.keys(body).join(', ')}`, expected });
  }
  const judged = dccAlertBodies[name].safeParse((body as Record<string, unknown>)[name]);
  if (judged.success) return;
  const [first] = judged.error.issues;
  const path = [name, ...(first?.path ?? [])].join('.');
  throw new S1benchError('dcc-alert-invalid', {
    where: { path },
    found: code,
    expected: first?.message ?? 'the fields of DUIS',
  });
}
