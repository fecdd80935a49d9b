-- The signs of every pair (damaged_key, person_key, id_sign, name_sign) that lie in the warehouse.
WITH months AS (
  SELECT pair.damaged_key, pair.person_key, count(*) AS paid,
         count(*) FILTER (WHERE s.period = p.period) AS twice
  FROM pair JOIN subject_payout s USING (damaged_key)
  JOIN candidate_payout p ON p.person_key = pair.person_key AND p.programme = s.programme
  GROUP BY pair.damaged_key, pair.person_key),
ages AS (
  SELECT pair.damaged_key, pair.person_key,
         bool_or(year(s.pay_date) - year(h.birth) NOT BETWEEN coalesce(a.youngest, 0) AND coalesce(a.oldest, 200)) AS odd
  FROM pair JOIN subject_payout s USING (damaged_key) JOIN home h ON h.person_key = pair.person_key
  JOIN usual_age a ON a.programme = s.programme
  WHERE h.birth IS NOT NULL GROUP BY pair.damaged_key, pair.person_key),
others AS (SELECT DISTINCT s.damaged_key FROM subject_payout s JOIN on_account a USING (account_key)
           WHERE a.person_key <> s.damaged_key)
SELECT pair.damaged_key, pair.person_key, pair.id_sign AS "id", pair.name_sign AS "name",
       CASE WHEN s.village_key IS NULL OR h.village_key IS NULL THEN 'unknown'
            WHEN s.village_key = h.village_key THEN 'same'
            WHEN one.township_key = two.township_key THEN 'township' ELSE 'other' END AS village,
       CASE WHEN a.own = 1 THEN 'own' WHEN a.own = 0 THEN 'household'
            WHEN o.damaged_key IS NOT NULL THEN 'others' ELSE 'unknown' END AS account,
       CASE WHEN m.twice > 0 THEN 'paid_twice' WHEN m.paid > 0 THEN 'fills_gap'
            ELSE 'unknown' END AS months,
       CASE WHEN h.birth IS NULL THEN 'unknown' WHEN y.odd THEN 'implausible' ELSE 'fits' END AS birth
FROM pair JOIN subject s USING (damaged_key) JOIN home h ON h.person_key = pair.person_key
LEFT JOIN division one ON one.village_key = s.village_key
LEFT JOIN division two ON two.village_key = h.village_key
LEFT JOIN account_pair a ON a.damaged_key = pair.damaged_key AND a.person_key = pair.person_key
LEFT JOIN others o ON o.damaged_key = pair.damaged_key
LEFT JOIN months m ON m.damaged_key = pair.damaged_key AND m.person_key = pair.person_key
LEFT JOIN ages y ON y.damaged_key = pair.damaged_key AND y.person_key = pair.person_key
ORDER BY pair.damaged_key, pair.person_key
