/** The routes of statistics: counts of groups, and nothing about a person. */
import type { FastifyInstance } from 'fastify';
import { sendJson } from './answer.ts';
import type { Store } from './store.ts';

/** Ages are as of this day, so that the statistics are the same at every run. */
const AS_OF = '2026-01-01';

const BY_COUNTRY =
  'SELECT country, count(*) AS customers FROM customers GROUP BY country ORDER BY country';

/** Whole years are the difference of the dates read as numbers of eight digits. */
const BY_AGE_BAND = `
  WITH ages AS (
    SELECT (CAST(replace(?, '-', '') AS INTEGER) - CAST(replace(birth_date, '-', '') AS INTEGER)) / 10000 AS age
    FROM customers
  )
  SELECT CASE WHEN age < 30 THEN '18-29' WHEN age < 45 THEN '30-44' WHEN age < 60 THEN '45-59'
              WHEN age < 75 THEN '60-74' ELSE '75+' END AS age_band, count(*) AS customers
  FROM ages GROUP BY age_band ORDER BY age_band`;

const BY_STATUS = 'SELECT status, count(*) AS tickets FROM tickets GROUP BY status ORDER BY status';

const BY_COUNTRY_AND_STATUS = `
  SELECT country, status, count(*) AS tickets FROM tickets JOIN customers ON customers.id = customer_id
  GROUP BY country, status ORDER BY country, status`;

/** Adds the routes of statistics. */
export function addStatsRoutes(app: FastifyInstance, store: Store): void {
  app.get('/stats/customers', (request, reply) => {
    const stats = {
      as_of: AS_OF,
      total: store.customerCount(),
      by_country: store.query(BY_COUNTRY),
      by_age_band: store.query(BY_AGE_BAND, AS_OF),
    };
    return sendJson(request, reply, JSON.stringify(stats));
  });

  app.get('/stats/tickets', (request, reply) => {
    const byStatus = store.query(BY_STATUS);
    const stats = {
      total: byStatus.reduce((total, row) => total + Number(row['tickets']), 0),
      by_status: byStatus,
      by_country_and_status: store.query(BY_COUNTRY_AND_STATUS),
    };
    return sendJson(request, reply, JSON.stringify(stats));
  });
}
