import { expect, it } from 'vitest';
import { DAY, EMERGENCY, Prepaying } from './prepay.ts';
it('smoke', () => {
  const p = new Prepaying();
  console.log(p.ledger);
  for (let i = 0; i < 8; i++) { p.wait(DAY / 2); console.log(i, p.supply, JSON.stringify(p.ledger), p.told.join()); }
  console.log(p.act(EMERGENCY, 3), p.supply, p.told);
  console.log(p.topUp(500), p.supply, JSON.stringify(p.ledger));
  console.log(p.topUp(500), p.supply, JSON.stringify(p.ledger));
  console.log(p.esme.operate({kind:'supply', trigger:'manual-reconnect'}), p.supply);
  p.wait(1000*DAY); 
  console.log(p.supply, JSON.stringify(p.ledger), p.alerts.slice(-8));
  console.log(p.bench.state.logs.event.map(e=>e.code.toString(16)).join());
  expect(1).toBe(1);
});
