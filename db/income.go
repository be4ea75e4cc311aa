package db

import (
	"context"
	"encoding/json"

	"cartable/app/domain/civil"
	"cartable/app/domain/income"
	"cartable/app/domain/money"
)

// Priced is a stretch of QF for an activity, with its old and new price.
type Priced struct {
	ActivityID int64
	income.Stretch
}

// Compared is the number of families that would pay more, less or the same.
type Compared struct{ More, Less, Same int }

// pricedRow is a stretch as the statement reads it.
type pricedRow struct {
	N        int          `json:"n"`
	Activity int64        `json:"activity"`
	Resident bool         `json:"resident"`
	Known    bool         `json:"known"`
	Low      money.Cents  `json:"low"`
	High     *money.Cents `json:"high"`
	WPrice   money.Cents  `json:"wprice"`
	WRate    int64        `json:"wrate"`
	WFloor   money.Cents  `json:"wfloor"`
	WCeiling money.Cents  `json:"wceiling"`
	IPrice   money.Cents  `json:"iprice"`
	IRate    int64        `json:"irate"`
	IFloor   money.Cents  `json:"ifloor"`
	ICeiling money.Cents  `json:"iceiling"`
}

// Income adds up what the debited days of a period, from the first day to the last, were worth under the old prices and
// would be under the new ones: a sum for each stretch, in their order, with the QF and the residence of each family on
// each day. It is one statement, which reads the consumptions of the period once; its answer has as many rows as there
// are stretches, whatever the number of families.
func (q Q) Income(ctx context.Context, structureID int64, from, to civil.Date, all []Priced) ([]income.Sum, Compared,
	error) {
	rows := make([]pricedRow, len(all))
	for i, p := range all {
		rows[i] = pricedRow{i, p.ActivityID, p.Resident, p.Known, p.Low, p.High,
			p.Was.Price, p.Was.RatePPM, min(p.Was.Floor, p.Was.Ceiling), p.Was.Ceiling,
			p.Is.Price, p.Is.RatePPM, min(p.Is.Floor, p.Is.Ceiling), p.Is.Ceiling}
	}
	lines, err := json.Marshal(rows)
	if err != nil {
		return nil, Compared{}, err
	}
	text := incomeSQLite
	if q.postgres {
		text = incomePostgres
	}
	sums, compared := make([]income.Sum, len(all)), Compared{}
	err = q.each(ctx, text, []any{string(lines), structureID, from, to}, func(r row) error {
		n, days, units, was, is := 0, 0, 0, money.Cents(0), money.Cents(0)
		if err := r.Scan(&n, &days, &units, &was, &is); err != nil {
			return err
		}
		if n < 0 { // the families: more, less, the same
			compared = Compared{days, units, int(was)}
			return nil
		}
		sums[n] = income.Sum{Days: days, Units: units, Was: was, Is: is}
		return nil
	})
	return sums, compared, err
}

// The stretches are an argument: the statement does not depend on them. Consumptions are added up by family and by span
// of days with one QF and one residence before anything is priced: each costs a look into a small hash, and no
// statement of its own.
//
// PostgreSQL does that with all its workers only if they can hash the spans, and it expects too many to: hence the
// spans go through jsonb, of which it expects a hundred, and the zero hides an index that would be walked for each.
const incomePostgres = `with lines as materialized (select * from jsonb_to_recordset(cast($1 as jsonb)) as n(n int,
	activity bigint, resident boolean, known boolean, low bigint, high bigint, wprice bigint, wrate bigint,
	wfloor bigint, wceiling bigint, iprice bigint, irate bigint, ifloor bigint, iceiling bigint)),
	starts as (` + incomeStarts + `select family_id, to_date + 1 from quotients where to_date >= $3 and to_date < $4),
	spans as materialized (` + incomeSpans + `),
	summed as (
		select s.span, l.activity_id, count(*) as days, sum(l.quantity) as quantity
		from ledger l join jsonb_to_recordset((select jsonb_agg(jsonb_build_object('family_id', family_id,
				'span', span, 'first', first, 'next', next)) from spans))
			as s(family_id bigint, span int, first date, next date)
			on s.family_id = l.family_id + 0 and l.date >= s.first and l.date < s.next
		where l.activity_id = any (array(select distinct activity from lines)) and ` + incomeLines + `),
	` + incomeText

const incomeSQLite = `with lines as materialized (select value ->> 'n' as n, value ->> 'activity' as activity,
	value ->> 'resident' as resident, value ->> 'known' as known, value ->> 'low' as low, value ->> 'high' as high,
	value ->> 'wprice' as wprice, value ->> 'wrate' as wrate, value ->> 'wfloor' as wfloor,
	value ->> 'wceiling' as wceiling, value ->> 'iprice' as iprice, value ->> 'irate' as irate,
	value ->> 'ifloor' as ifloor, value ->> 'iceiling' as iceiling from json_each($1)),
	starts as (` + incomeStarts + `select family_id, date(to_date, '+1 day') from quotients
		where to_date >= $3 and to_date < $4),
	spans as materialized (` + incomeSpans + `),
	summed as (
		select s.span, l.activity_id, count(*) as days, sum(l.quantity) as quantity
		from ledger l join spans s on s.family_id = l.family_id and l.date >= s.first and l.date < s.next
		where l.activity_id in (select activity from lines) and ` + incomeLines + `),
	` + incomeText

// incomeStarts is the days of the period on which a family may begin to pay another price. The day after the end of a
// QF is to be added.
const incomeStarts = `
	select family_id, from_date as first from quotients where from_date > $3 and from_date <= $4
	union select family_id, before_date from residences where before_date > $3 and before_date <= $4
	union select id, $3 from families where structure_id = $2
	union `

// incomeSpans is each family's days from a start to the next, with their QF and residence.
const incomeSpans = `
	select s.family_id, row_number() over (order by s.family_id, s.first) as span, s.first,
		coalesce(lead(s.first) over (partition by s.family_id order by s.first), '9999-12-31') as next,
		coalesce((select r.resident from residences r where r.family_id = s.family_id and r.before_date > s.first
			order by r.before_date limit 1), f.resident) as resident,
		(select t.qf from quotients t where t.family_id = s.family_id and t.from_date <= s.first
			and (t.to_date is null or t.to_date >= s.first) order by t.from_date desc limit 1) as qf
	from starts s join families f on f.id = s.family_id where f.structure_id = $2`

// incomeLines is what is a consumption: a line that was reversed, and the line that reverses it, are none.
const incomeLines = `l.structure_id = $2 and l.kind = 'consumption' and l.source <> 'late'
			and l.date between $3 and $4 and l.quantity > 0 and l.reverses_id is null
			and not exists (select 1 from ledger x where x.reverses_id = l.id and x.reverses_id is not null)
		group by s.span, l.activity_id`

const incomeText = `days as materialized (
		select s.family_id, s.resident, s.qf, d.activity_id, d.days, d.quantity
		from summed d join spans s on s.span = d.span
	), priced as (
		select n.n, d.family_id, d.days, d.quantity,
			d.quantity * case when n.wrate = 0 then n.wprice
				when (n.wrate * d.qf + 500000) / 1000000 > n.wceiling then n.wceiling
				when (n.wrate * d.qf + 500000) / 1000000 < n.wfloor then n.wfloor
				else (n.wrate * d.qf + 500000) / 1000000 end as was,
			d.quantity * case when n.irate = 0 then n.iprice
				when (n.irate * d.qf + 500000) / 1000000 > n.iceiling then n.iceiling
				when (n.irate * d.qf + 500000) / 1000000 < n.ifloor then n.ifloor
				else (n.irate * d.qf + 500000) / 1000000 end as became
		from days d join lines n on n.activity = d.activity_id and n.resident = d.resident
			and (d.qf is null and not n.known or n.known and d.qf >= n.low and (n.high is null or d.qf < n.high))
	), families_of as (
		select family_id, sum(became) - sum(was) as difference from priced group by family_id
	)
	select n, cast(sum(days) as bigint), cast(sum(quantity) as bigint), cast(sum(was) as bigint),
			cast(sum(became) as bigint)
		from priced group by n
	union all select -1, coalesce(sum(case when difference > 0 then 1 else 0 end), 0),
		coalesce(sum(case when difference < 0 then 1 else 0 end), 0),
		coalesce(sum(case when difference = 0 then 1 else 0 end), 0), 0 from families_of`
