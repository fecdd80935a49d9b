-- Who is near a cadre or official, through the family register and shared households, in one step or two. Only the
-- people near a post are ever joined with one another, so that it costs the same share of a city as of a county.
-- `kin_kind`, `kin_composed` and `kin_word` come from kinship.yaml.
CREATE OR REPLACE TABLE kin_holder AS
SELECT person_key FROM cadre WHERE person_key IS NOT NULL
UNION SELECT person_key FROM official WHERE person_key IS NOT NULL;

-- What the family register says, read from both ends.
CREATE OR REPLACE TEMP TABLE kin_said AS
SELECT k.relative_key AS person_key, k.cadre_key AS other_key, c.kind, c.sex
FROM kin k JOIN kin_kind c ON c.relation = coalesce(k.relation, 'other')
WHERE k.relative_key <> k.cadre_key AND c.inverse IS NOT NULL
UNION ALL
SELECT k.cadre_key, k.relative_key, c.inverse, CAST(NULL AS VARCHAR)
FROM kin k JOIN kin_kind c ON c.relation = coalesce(k.relation, 'other')
WHERE k.relative_key <> k.cadre_key AND c.inverse IS NOT NULL;

CREATE OR REPLACE TEMP TABLE kin_seed AS
SELECT person_key FROM kin_holder UNION SELECT person_key FROM kin_said;

-- Everybody in a household of somebody who holds a post or stands in the family register, with the day of birth.
CREATE OR REPLACE TEMP TABLE kin_near AS
WITH housed AS (SELECT person_key, household_key, relation, birth FROM home
                WHERE household_key IN (SELECT household_key FROM home WHERE person_key IN (SELECT person_key FROM kin_seed))),
everybody AS (SELECT person_key FROM housed UNION SELECT person_key FROM kin_seed)
SELECT e.person_key, h.household_key, c.kind AS to_head, coalesce(h.birth, p.birth) AS birth, coalesce(p.sex, c.sex) AS sex
FROM everybody e
LEFT JOIN housed h ON h.person_key = e.person_key
LEFT JOIN kin_kind c ON c.relation = h.relation
LEFT JOIN person p ON p.person_key = e.person_key;

-- Whose household is asked for: of a holder, and of a relative elsewhere (one at home adds nobody).
CREATE OR REPLACE TEMP TABLE kin_centre AS
SELECT person_key FROM kin_holder
UNION
SELECT s.person_key FROM kin_said s JOIN kin_near a ON a.person_key = s.person_key
JOIN kin_near b ON b.person_key = s.other_key
WHERE a.household_key <> b.household_key OR b.household_key IS NULL;

-- One step: `person` is the <word> of `other`. A relation the family register names says most, then one that follows
-- from the household, then "family", then the mere household.
CREATE OR REPLACE TEMP TABLE kin_step AS
WITH said AS (
    SELECT person_key, other_key, kind, sex, CASE WHEN kind IN ('family', 'other') THEN 3 ELSE 1 END AS place FROM kin_said),
housed AS (
    SELECT m.person_key, o.person_key AS other_key, CAST(NULL AS VARCHAR) AS sex,
           CASE WHEN c.kind IS NULL OR (c.kind = 'spouse' AND m.sex = o.sex) THEN 'household' ELSE c.kind END AS kind
    FROM kin_centre s JOIN kin_near o ON o.person_key = s.person_key
    JOIN kin_near m ON m.household_key = o.household_key AND m.person_key <> o.person_key
    LEFT JOIN kin_composed c ON c.other_to_head = o.to_head AND c.person_to_head = m.to_head),
known AS (
    SELECT person_key, other_key, kind, sex, place FROM said
    UNION ALL
    SELECT person_key, other_key, kind, sex, CASE kind WHEN 'household' THEN 4 ELSE 2 END FROM housed),
best AS (
    SELECT person_key, other_key, kind, sex,
           row_number() OVER (PARTITION BY person_key, other_key ORDER BY place, kind, sex NULLS LAST) AS place FROM known)
SELECT b.person_key, b.other_key, b.kind, w.closeness, w.word,
       CASE WHEN m.household_key = o.household_key THEN 'yes' ELSE 'no' END AS same_household
FROM best b
JOIN kin_near m ON m.person_key = b.person_key
JOIN kin_near o ON o.person_key = b.other_key
JOIN kin_word w ON w.kind = b.kind AND w.sex = coalesce(m.sex, b.sex, 'unknown')
     AND w.age = CASE WHEN m.birth < o.birth THEN 'elder' WHEN m.birth > o.birth THEN 'younger' ELSE 'unknown' END
WHERE b.place = 1;

-- Whom somebody is near to through one step or two. `path` reads outward from `other_key`, who holds the post: its first
-- word is what `via_key` is to him, the second what `person_key` is to `via_key`. The second step starts from spouses,
-- parents, children, brothers and sisters only; of several paths the closest counts, then the lower key.
CREATE OR REPLACE TABLE kinship AS
WITH one AS (SELECT e.* FROM kin_step e JOIN kin_holder h ON h.person_key = e.other_key),
two AS (
    SELECT f.person_key, e.other_key, e.word AS relation1, e.person_key AS via_key, f.word AS relation2,
           CASE WHEN f.closeness = 3 THEN 0 WHEN e.closeness = 6 AND f.closeness = 6 THEN 2 ELSE 1 END AS closeness,
           e.closeness + f.closeness AS nearness
    FROM one e JOIN kin_step f ON f.other_key = e.person_key
    WHERE e.closeness >= 5 AND f.person_key <> e.other_key),
placed AS (
    SELECT t.*, row_number() OVER (
        PARTITION BY t.person_key, t.other_key
        ORDER BY t.closeness DESC, t.nearness DESC, t.via_key, t.relation1, t.relation2) AS place
    FROM two t LEFT JOIN one o ON o.person_key = t.person_key AND o.other_key = t.other_key
    WHERE o.person_key IS NULL)
SELECT person_key, other_key, 1 AS steps, word AS relation1, CAST(NULL AS BIGINT) AS via_key,
       CAST(NULL AS VARCHAR) AS relation2, word AS path, same_household, closeness
FROM one
UNION ALL
SELECT person_key, other_key, 2, relation1, via_key, relation2, concat(relation1, '.', relation2), 'no', closeness
FROM placed WHERE place = 1
