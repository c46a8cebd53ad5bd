-- Those that wait for an agent, by when their first promise falls due.
CREATE INDEX @cases_waiting ON @cases (coalesce(due, 9223372036854775806), ticket) WHERE open = 1 AND assignee = '' AND offered = '' AND aside IS NULL;
