-- Facts of the registers that belong on a person's timeline: a day and two labels. $person is the person_key.
SELECT day, zh, en FROM (
  SELECT death_date AS day, '死亡（死亡登记）' AS zh, 'Died (death register)' AS en FROM death WHERE person_key = $person
  UNION ALL SELECT registered, '死亡登记入库', 'Death was registered' FROM death
    WHERE person_key = $person AND registered IS DISTINCT FROM death_date
  UNION ALL SELECT moved, '迁出：' || coalesce(reason_name, '原因不详'), 'Moved away: ' || coalesce(reason, 'reason unknown')
    FROM moved_away WHERE person_key = $person
  UNION ALL SELECT issued, '残疾人证发证（' || level || ' 级）', 'Disability certificate issued (level ' || level || ')'
    FROM disability WHERE person_key = $person
  UNION ALL SELECT valid_until, '残疾人证到期', 'Disability certificate runs out' FROM disability WHERE person_key = $person
  UNION ALL SELECT since, '财政供养：' || coalesce(unit, '单位不详'), 'On the public payroll: ' || coalesce(unit, 'unit unknown')
    FROM official WHERE person_key = $person
  UNION ALL SELECT until, '不再由财政供养', 'Left the public payroll' FROM official WHERE person_key = $person
  UNION ALL SELECT since, '任村干部：' || coalesce(post_name, '职务不详'), 'Village cadre: ' || coalesce(post, 'post unknown')
    FROM cadre WHERE person_key = $person
  UNION ALL SELECT until, '村干部离任', 'Left as village cadre' FROM cadre WHERE person_key = $person
  UNION ALL SELECT registered, '登记车辆：' || coalesce(kind_name, '类型不详'), 'Vehicle registered: ' || coalesce(kind, 'kind unknown')
    FROM vehicle WHERE person_key = $person
  UNION ALL SELECT registered, '登记不动产：' || coalesce(kind_name, '类型不详'), 'Property registered: ' || coalesce(kind, 'kind unknown')
    FROM property WHERE person_key = $person
  UNION ALL SELECT founded, '登记企业：' || coalesce(kind_name, '类型不详'), 'Business registered: ' || coalesce(kind, 'kind unknown')
    FROM enterprise WHERE person_key = $person)
WHERE day IS NOT NULL GROUP BY ALL ORDER BY day, zh
