package prooftest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cartable/db"
	"cartable/db/dbtest"
)

// Users notice nothing while Redis is unavailable: parents wait no longer, the night ends, and its mails are sent.
func TestWithoutRedis(t *testing.T) {
	const parents = 20
	type town struct {
		d      *db.DB
		w      *dbtest.Town
		portal *process
		homes  []home
		chief  string
		took   []time.Duration
	}
	begin := func(redis string) *town {
		address := dbtest.PostgresURL(t)
		d := open(t, address)
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", parents/2, -1))
		o := &town{d: d, w: w, homes: crowd(t, w, parents, meal), chief: staff(t, w, "administrator")}
		draft(t, d, o.homes, meal, "add", tuesday)
		env := environment(t, "DATABASE_URL="+address, "REDIS_URL="+redis)
		o.portal = serving(t, env, "web")
		worker := launch(t, env, "worker")
		worker.until("started", func() bool { return strings.Contains(worker.said.String(), "worker started") })
		return o
	}
	with, without := begin(redisURL(t)), begin("redis://127.0.0.1:"+freePort(t)+"/0")
	for i := range parents { // in turn, so that the load of the machine affects both alike
		for _, o := range []*town{with, without} {
			v := visit(t, o.portal.url, o.homes[i].Token)
			form := v.recap()
			start := time.Now()
			v.validate(form)
			o.took = append(o.took, time.Since(start))
		}
	}
	usual, away := median(with.took), median(without.took)
	t.Logf("a validation takes %s with Redis, %s without", usual, away)
	if away > 2*usual+50*time.Millisecond {
		t.Errorf("a validation takes %s without Redis, %s with it", away, usual)
	}
	for name, o := range map[string]*town{"with": with, "without": without} {
		start := time.Now()
		startAsStaff(t, o.portal.url, o.chief)
		finished(t, o.d)
		t.Logf("the night %s Redis: %s", name, time.Since(start))
		if n := count(t, o.d, "mails", "state = 'sent'"); n != parents {
			t.Errorf("%s Redis: %d mails were sent for %d families", name, n, parents)
		}
		if got := fmt.Sprint(o.w.States()); got != fmt.Sprintf("map[accepted:%d waitlisted:%[1]d]", parents/2) {
			t.Errorf("%s Redis: %s", name, got)
		}
		o.w.Sound()
	}
}

func median(all []time.Duration) time.Duration {
	all = slices.Sorted(slices.Values(all))
	return all[len(all)/2]
}

// While Redis is unavailable everything works, and staff see a notice, although the web process never connects to
// Redis.
func TestStaffSeeThatRedisIsAway(t *testing.T) {
	address := dbtest.PostgresURL(t)
	d := open(t, address)
	w := dbtest.NewTown(t, d)
	chief := staff(t, w, "administrator")
	env := environment(t, "DATABASE_URL="+address, "REDIS_URL=redis://127.0.0.1:"+freePort(t)+"/0")
	portal := serving(t, env, "web")
	launch(t, env, "worker")
	v := visit(t, portal.url, chief)
	dbtest.Until(t, "the dashboard says so", func() bool {
		return strings.Contains(v.page("/mairie"), "(Redis) ne répond plus depuis")
	})
	if said := command(t, env, "check"); !strings.Contains(said, "Tout tombe juste.\nÀ surveiller\u00a0: ") ||
		!strings.Contains(said, "(Redis)") || !strings.Contains(said, "connection refused") {
		t.Errorf("cartable check says %s", said)
	}
}
