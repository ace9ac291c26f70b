/** One seed for all random tests, so that a run can be repeated; `OIDC_TRUST_SEED=random` looks for something new. */
import fc from 'fast-check';

const wanted = process.env['OIDC_TRUST_SEED'] ?? '20261121';
fc.configureGlobal({ seed: wanted === 'random' ? Date.now() : Number(wanted) });
