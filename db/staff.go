package db

import (
	"context"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/paging"
)

// DayCount is the number of reservations in each state for an activity on a date.
type DayCount struct {
	Date       civil.Date
	ActivityID int64
	State      booking.Status
	N          int
}

// DayCounts counts the reservations of activities on dates.
func (q Q) DayCounts(ctx context.Context, activities []int64, dates ...civil.Date) ([]DayCount, error) {
	if len(dates) == 0 {
		return nil, nil
	}
	var all []DayCount
	err := q.each(ctx, "select date, activity_id, state, count(*) from reservations where activity_id in ("+
		list(activities)+
		") and date in ("+dateList(dates)+") and state "+isLive+" group by date, activity_id, state", nil,
		func(r row) error {
			var one DayCount
			err := r.Scan(&one.Date, &one.ActivityID, &one.State, &one.N)
			all = append(all, one)
			return err
		})
	return all, err
}

// SchoolCount is the number of reservations in a state for an activity of a day, of the children of a school, and how
// many of them are not marked.
type SchoolCount struct {
	DayCount
	School   string
	Unmarked int
}

// SchoolCounts counts the reservations of activities on a date by the school of the child, the largest number first.
func (q Q) SchoolCounts(ctx context.Context, activities []int64, date civil.Date) (all []SchoolCount, err error) {
	err = q.each(ctx, `select r.activity_id, r.state, c.school, count(*),
			sum(case when r.attendance is null then 1 else 0 end)
		from reservations r join children c on c.id = r.child_id where r.activity_id in (`+list(activities)+`)
			and r.date = $1 and r.state `+isLive+` group by r.activity_id, r.state, c.school
		order by count(*) desc, c.school`, []any{date}, func(r row) error {
		one := SchoolCount{DayCount: DayCount{Date: date}}
		err := r.Scan(&one.ActivityID, &one.State, &one.School, &one.N, &one.Unmarked)
		all = append(all, one)
		return err
	})
	return all, err
}

// StaffNumbers are the counts on the first page of staff.
type StaffNumbers struct {
	Requests, Unsettled, BadMails, DeadJobs, Erasures int
	Diets, Pickups                                    int // families ask them
	ToAnswer                                          int // of those without an answer: by staff
	Paying, Anomalies                                 int // online payments: without a result; to be decided

	// The instant of the oldest one; the zero time if there is none.
	OldestToAnswer, OldestBadMail, OldestAnomaly, OldestErasure, OldestDiet, OldestPickup time.Time
}

// StaffNumbers counts the movements validated between two instants, the requests that wait from a date on, the mails in
// trouble since an instant, the jobs that were given up and the online payments that are open, each up to the most that
// a first page shows. manual are the activities whose places staff give.
func (q Q) StaffNumbers(ctx context.Context, structureID int64, from, to time.Time, today civil.Date,
	since time.Time, manual []int64) (n StaffNumbers, err error) {
	err = q.each(ctx, `select
			`+upTo("from movements where structure_id = $1 and at >= $2 and at < $3 and operation_id is null")+`,
			`+upTo("from reservations where structure_id = $1 and state "+isWaiting+" and date >= $4")+`,
			`+upTo("from mails where structure_id = $1 and state in ('refused', 'delayed', 'unknown') and state <> "+
		"'sent' and created_at >= $5")+`,
			`+upTo("from outbox where state = 'dead'")+`,
			`+upTo("from erasures where structure_id = $1 and state = 'asked'")+`,
			`+upTo("from diet_requests where structure_id = $1 and state = 'asked'")+`,
			`+upTo("from pickups o where "+askedIn)+`,
			`+upTo("from payments where structure_id = $1 and state = 'pending'")+`,
			`+upTo("from payments where structure_id = $1 and state = 'anomaly'")+`,
			`+upTo("from reservations r where r.structure_id = $1 and r.activity_id in ("+list(manual)+") and "+
		isAsked+" and r.date >= $4")+`,
			(select min(r.requested_at) from reservations r where r.structure_id = $1 and r.activity_id in (`+
		list(manual)+") and "+isAsked+` and r.date >= $4),
			(select min(created_at) from mails where structure_id = $1 and state in ('refused', 'delayed', 'unknown')
				and state <> 'sent' and created_at >= $5),
			(select min(created_at) from payments where structure_id = $1 and state = 'anomaly'),
			(select asked_at from erasures where structure_id = $1 and (case state when 'asked' then 0 else 1 end) = 0
				order by id limit 1),
			(select min(asked_at) from diet_requests where structure_id = $1 and state = 'asked'),
			(select min(o.at) from pickups o where `+askedIn+")",
		[]any{structureID, from, to, today, since}, func(r row) error {
			return r.Scan(&n.Requests, &n.Unsettled, &n.BadMails, &n.DeadJobs, &n.Erasures, &n.Diets, &n.Pickups,
				&n.Paying, &n.Anomalies, &n.ToAnswer, stamp{&n.OldestToAnswer}, stamp{&n.OldestBadMail},
				stamp{&n.OldestAnomaly}, stamp{&n.OldestErasure}, stamp{&n.OldestDiet}, stamp{&n.OldestPickup})
		})
	return n, err
}

// WaitLine is a waiting request.
type WaitLine struct {
	ID            int64
	ActivityID    int64
	ChildID       int64
	FamilyID      int64
	Date          civil.Date
	Child, Family string
	FamilyCode    string
	Priority      int
	RequestedAt   time.Time
	Status        booking.Status
	Position      int // its rank, as its family reads it: see WaitPositions; 0 = it has none
	LastMoment    bool
	Reachable     bool // the family has an address
}

// Waiting lists the waiting requests of a structure from a date on, for one activity (0 = all), day by day and activity
// by activity, in the order in which the night gives places.
func (q Q) Waiting(ctx context.Context, structureID, activityID int64, from civil.Date,
	ask paging.Page) (all []WaitLine, p paging.Page, err error) {
	var where conditions
	where.add("r.structure_id = $?", structureID)
	where.also("r.state " + isWaiting)
	where.add("r.date >= $?", from)
	if activityID != 0 {
		where.add("r.activity_id = $?", activityID)
	}
	rows := "from reservations r" + where.text
	p, err = q.cut(ctx, ask, rows, where.args)
	if err != nil {
		return nil, p, err
	}
	const order = " order by r.date, r.activity_id, case when r.state " + isQueued + " then 0 else 1 end, " + inTurn
	err = q.each(ctx, `select r.id, r.activity_id, r.child_id, r.family_id, r.date, c.first_name || ' ' || c.last_name,
			f.last_name || ' ' || f.first_name, f.code, r.priority, r.requested_at, r.state, r.last_moment,
			exists (select 1 from family_emails e where e.family_id = f.id
				and e.confirmed_at is not null and e.bounced_at is null)
		from (select r.* `+rows+order+limitOf(p)+`) as r
		join children c on c.id = r.child_id join families f on f.id = r.family_id`+order, where.args,
		func(r row) error {
			var l WaitLine
			err := r.Scan(&l.ID, &l.ActivityID, &l.ChildID, &l.FamilyID, &l.Date, &l.Child, &l.Family,
				&l.FamilyCode, &l.Priority, stamp{&l.RequestedAt}, &l.Status, &l.LastMoment, &l.Reachable)
			all = append(all, l)
			return err
		})
	if err != nil {
		return nil, p, err
	}
	ids := make([]int64, len(all))
	for i, l := range all {
		ids[i] = l.ID
	}
	ranks, err := q.WaitPositions(ctx, ids)
	for i, l := range all {
		all[i].Position = ranks[l.ID]
	}
	return all, p, err
}

// RunLine is a run with the totals of its shards.
type RunLine struct {
	Run
	Shards, ShardsDone, Dead                             int
	Accepted, Waitlisted, Refused, Cancelled, PendingNow int
	Reports, Mails, Debits, Unpriced                     int
}

// RunLines lists the runs of a structure, newest first; with an id, that run alone, with the number of reports it
// wrote.
func (q Q) RunLines(ctx context.Context, structureID, runID int64, limit int) ([]RunLine, error) {
	var all []RunLine
	where, args, reports := "r.structure_id = $1", []any{structureID, limit}, "0"
	if runID != 0 {
		where, args, reports = where+" and r.id = $3", append(args, runID), "(select count(*) from reports p where "+
			"p.run_id = r.id)"
	}
	err := q.each(ctx, `select r.id, r.business_date, r.pass, r.cutoff, r.origin, r.late, r.state, r.started_at,
		r.finished_at,
			count(s.id), coalesce(sum(case when s.state = 'done' then 1 else 0 end), 0), coalesce(sum(case when s.state
				= 'dead' then 1 else 0 end), 0),
			coalesce(sum(s.accepted), 0), coalesce(sum(s.waitlisted), 0), coalesce(sum(s.refused), 0),
				coalesce(sum(s.cancelled), 0),
			coalesce(sum(s.pending), 0), coalesce(sum(s.mails), 0), coalesce(sum(s.debits), 0),
				coalesce(sum(s.unpriced), 0), `+reports+`
		from (select * from runs r where `+where+
		` order by id desc limit $2) as r left join run_shards s on s.run_id = r.id
		group by r.id, r.business_date, r.pass, r.cutoff, r.origin, r.late, r.state, r.started_at, r.finished_at
		order by r.id desc`, args, func(r row) error {
		var l RunLine
		var finished time.Time
		err := r.Scan(&l.ID, &l.BusinessDate, &l.Pass, stamp{&l.Cutoff}, &l.Origin, &l.Late, &l.State,
			stamp{&l.StartedAt}, stamp{&finished},
			&l.Shards, &l.ShardsDone, &l.Dead, &l.Accepted, &l.Waitlisted, &l.Refused, &l.Cancelled, &l.PendingNow,
			&l.Mails, &l.Debits, &l.Unpriced, &l.Reports)
		l.FinishedAt = &finished
		all = append(all, l)
		return err
	})
	return all, err
}

// RunErrors returns the errors of the shards of a run that were given up.
func (q Q) RunErrors(ctx context.Context, runID int64) (all []string, err error) {
	err = q.NewSelect().Model((*RunShard)(nil)).Column("error").Where("run_id = ? and state = ?", runID,
		ShardDead).Scan(ctx, &all)
	return all, err
}

// FamiliesWithoutMail lists the families that a run should have mailed and did not: they had no address, or they had
// declined.
func (q Q) FamiliesWithoutMail(ctx context.Context, runID int64) (without, declined []FamilyName, err error) {
	err = q.each(ctx, `select f.last_name || ' ' || f.first_name, f.code, p.declined
		from reports p join families f on f.id = p.family_id
		where p.run_id = $1 and not p.has_mail order by f.last_name, f.first_name limit 500`, []any{runID},
		func(r row) error {
			var one FamilyName
			var chosen bool
			err := r.Scan(&one.Name, &one.Code, &chosen)
			if chosen {
				declined = append(declined, one)
			} else {
				without = append(without, one)
			}
			return err
		})
	return without, declined, err
}

// FamilyName is a family as a list names it.
type FamilyName struct{ Name, Code string }

// MailLine is a mail with its family.
type MailLine struct {
	Mail
	Family, FamilyCode string // empty if it concerns none
}

// Mails lists mails, newest first, and counts them. structureID 0 means all structures (the demo), state "" all states.
// With since, they are those that StaffNumbers counts as in trouble, whatever the state.
func (q Q) Mails(ctx context.Context, structureID int64, state string, since time.Time, ask paging.Page) (
	all []MailLine, p paging.Page, err error) {
	var where conditions
	if structureID != 0 {
		where.add("structure_id = $?", structureID)
	}
	switch {
	case !since.IsZero():
		where.add("created_at >= $?", since)
	case state != "":
		where.add("state = $?", state)
	}
	if state != "" && state != MailSent {
		where.also("state <> 'sent'") // redundant, but shows that the index of mails in trouble contains them all
	}
	from := "from mails" + where.text
	if !since.IsZero() { // state by state, as the index has them: a planner prefers that of all mails
		const of = " union all select id, created_at "
		from = "from (select id, created_at " + from + " and state = '" + MailRefused + "'" + of + from +
			" and state = '" + MailDelayed + "'" + of + from + " and state = '" + MailUnknown + "') as mails"
	}
	p, err = q.cut(ctx, ask, from, where.args)
	if err != nil {
		return nil, p, err
	}
	err = q.each(ctx, `select m.id, m.created_at, coalesce(f.last_name || ' ' || f.first_name, ''),
			coalesce(f.code, ''), m.address, m.subject, m.state, m.attempts, m.error, m.sent_at
		from (select id `+from+" order by created_at desc, id desc"+limitOf(p)+`) as shown
		join mails m on m.id = shown.id
		left join families f on f.id = m.family_id order by m.created_at desc, m.id desc`, where.args,
		func(r row) error {
			var l MailLine
			var sent time.Time
			err := r.Scan(&l.ID, stamp{&l.CreatedAt}, &l.Family, &l.FamilyCode, &l.Address, &l.Subject, &l.State,
				&l.Attempts, &l.Error, stamp{&sent})
			l.SentAt = &sent
			all = append(all, l)
			return err
		})
	return all, p, err
}

// MailByID reads one mail of a structure, or of any when structureID is 0.
func (q Q) MailByID(ctx context.Context, structureID, mailID int64) (l MailLine, found bool, err error) {
	err = q.each(ctx, `select m.id, m.created_at, coalesce(f.last_name || ' ' || f.first_name, ''),
			coalesce(f.code, ''), m.address, m.subject, m.state, m.attempts, m.error, m.sent_at, m.body,
			m.html, m.sealed
		from mails m left join families f on f.id = m.family_id where m.id = $2 and ($1 = 0 or m.structure_id = $1)`,
		[]any{structureID, mailID}, func(r row) error {
			var sent time.Time
			found = true
			err := r.Scan(&l.ID, stamp{&l.CreatedAt}, &l.Family, &l.FamilyCode, &l.Address, &l.Subject, &l.State,
				&l.Attempts, &l.Error, stamp{&sent}, &l.Body, &l.Html, &l.Sealed)
			l.SentAt = &sent
			return err
		})
	return l, found, err
}

// MailsNeverTried counts the mails that no worker has passed to the server yet.
func (q Q) MailsNeverTried(ctx context.Context) (int, error) {
	return tally(q.NewSelect().Model((*Mail)(nil)).Where("state = ? and attempts = 0", MailQueued).Count(ctx))
}
