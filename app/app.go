// Package app assembles the program: configuration, database, clock, use cases, web, worker. Everything is built here,
// in order, and closed in reverse order. Start with Open; the commands of main.go are in commands.go and the
// *_command.go files.
//
// Imports go one way: web, then portal, office and night, then db, then domain. architecture_test.go contains the
// table, and checks that SQL stays in db, that the rules never read the clock, and that no file grows past 350 lines.
// domain/town and domain/deadline are packages of their own because both booking and the rest need them below it; night
// composes its reports with mail, and office the tax statements with taxstatement, which are pure there.
package app

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/absence"
	"cartable/app/account"
	"cartable/app/counter"
	"cartable/app/desk"
	"cartable/app/domain/organ"
	"cartable/app/household"
	"cartable/app/leaving"
	"cartable/app/load"
	"cartable/app/mail"
	"cartable/app/night"
	"cartable/app/office"
	"cartable/app/operation"
	"cartable/app/patience"
	"cartable/app/payfip"
	"cartable/app/people"
	"cartable/app/portal"
	"cartable/app/pulse"
	"cartable/app/queue"
	"cartable/app/seal"
	"cartable/app/settings"
	"cartable/app/till"
	"cartable/app/treasury"
	"cartable/app/web"
	"cartable/app/web/site"
	"cartable/db"
	"cartable/jobs"
)

// App is an open town.
type App struct {
	Config     Config
	DB         *db.DB
	Clock      *db.Clock
	Catalogues *db.Catalogues
	Account    *account.Accounts
	Portal     *portal.Portal
	Counter    *counter.Counter
	Office     *office.Office
	People     *people.People
	Loader     *load.Loader
	Treasury   *treasury.Treasury
	Settings   *settings.Settings
	Operations *operation.Operations
	Absences   *absence.Absences
	Leavings   *leaving.Leavings
	Households *household.Households
	Night      *night.Night
	Queue      *queue.Queue
	Pulse      *pulse.Board
	Till       *till.Till   // nil without online payment
	Worker     *jobs.Worker // nil until StartWorker
	redis      *jobs.Redis
	watching   context.Context // context of the background duties of this process
	stop       context.CancelFunc
	beating    sync.Once
	stopping   chan struct{} // closed when the site stops, before it waits for its requests
}

// Open opens the database and everything that uses it. With migrate it brings the schema up to date first; otherwise it
// refuses a schema of another version.
func Open(ctx context.Context, config Config, migrate bool) (*App, error) {
	d, err := db.Open(ctx, config.DatabaseURL)
	if err != nil {
		return nil, err
	}
	if migrate {
		_, err = d.Migrate(ctx)
	} else {
		err = d.Ready(ctx)
	}
	if err != nil {
		d.Close()
		return nil, err
	}
	clock, err := d.NewClock(ctx)
	if err != nil {
		d.Close()
		return nil, err
	}
	watching, stop := context.WithCancel(context.Background())
	go clock.Watch(watching)
	a := &App{Config: config, DB: d, Clock: clock, Catalogues: db.NewCatalogues(clock.Now), Pulse: pulse.New(d),
		watching: watching, stop: stop, stopping: make(chan struct{})}
	base, key := desk.Base{DB: d, Catalogues: a.Catalogues, Now: clock.Now}, []byte(config.SecretKey)
	a.Account = &account.Accounts{DB: d, Now: clock.Now, SecretKey: key, BaseURL: config.BaseURL,
		FranceConnect: config.franceConnect()}
	a.Portal = &portal.Portal{DB: d, Catalogues: a.Catalogues, Now: clock.Now, SecretKey: key, BaseURL: config.BaseURL}
	a.Operations = &operation.Operations{Base: base, Ring: a.ring, BaseURL: config.BaseURL,
		MailHost: hostOf(config.BaseURL)}
	a.Office = &office.Office{Base: base, Ailing: a.Pulse.Ailing, BaseURL: config.BaseURL,
		MailHost: hostOf(config.BaseURL)}
	a.Counter = &counter.Counter{Base: base, Portal: a.Portal, Operations: a.Operations, BaseURL: config.BaseURL,
		MailHost: hostOf(config.BaseURL)}
	a.Households = &household.Households{Base: base}
	a.Leavings = &leaving.Leavings{Base: base}
	a.Absences = &absence.Absences{Base: base, BaseURL: config.BaseURL, MailHost: hostOf(config.BaseURL)}
	a.Settings = &settings.Settings{Base: base, Operations: a.Operations}
	a.People, a.Treasury = &people.People{Base: base, HashDrawn: account.HashDrawn}, &treasury.Treasury{Base: base}
	a.Loader = &load.Loader{Base: base, BaseURL: config.BaseURL}
	if secrets, err := seal.New(key, account.MailSecrets); err == nil { // a command may run without the key
		a.People.SealSecret = secrets.Text
	}
	a.Queue = queue.New(base, key)
	a.Queue.SealSecret, a.Queue.Ring = a.People.SealSecret, a.ring
	a.Queue.BaseURL, a.Queue.MailHost = config.BaseURL, hostOf(config.BaseURL)
	a.Night = &night.Night{DB: d, Catalogues: a.Catalogues, Now: clock.Now, BaseURL: config.BaseURL,
		MailHost: hostOf(config.BaseURL), Ring: a.ring}
	if config.PayFiPSaisie != "" {
		if err := a.openTill(); err != nil {
			return nil, errors.Join(err, a.Close())
		}
	}
	return a, nil
}

// openTill enables online payment.
func (a *App) openTill() error {
	platform, err := payfip.New(a.Config.PayFiPEndpoint)
	if err != nil {
		return err
	}
	a.Till = &till.Till{DB: a.DB, Catalogues: a.Catalogues,
		Platform: till.Heard(platform, a.Pulse.Hearer(organ.Payment)), Now: a.Clock.Now, PageURL: a.Config.PayFiPPage,
		BaseURL:  a.Config.BaseURL,
		MailHost: hostOf(a.Config.BaseURL), Saisie: a.Config.PayFiPSaisie, Production: a.Config.Production(),
		Ring: a.ring}
	a.Portal.Till, a.Office.Till, a.Treasury.Till = a.Till, a.Till, a.Till
	return nil
}

// lives reports that this process runs part, and shares the reports of its organs with the other processes.
func (a *App) lives(part organ.Organ) {
	a.Pulse.Say(part, nil)
	a.beating.Do(func() { go a.Pulse.Watch(a.watching) })
}

// telling returns a duty that also reports the state of an organ.
func (a *App) telling(o organ.Organ, duty func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		err := duty(ctx)
		a.Pulse.Say(o, err)
		return err
	}
}

// ring wakes the worker of the same process, if there is one.
func (a *App) ring() {
	if a.Worker != nil {
		a.Worker.Ring()
	}
}

func hostOf(base string) string {
	if u, err := url.Parse(base); err == nil && u.Hostname() != "" {
		return u.Hostname()
	}
	return "localhost"
}

// Close stops the worker and closes the rest.
func (a *App) Close() error {
	var errs []error
	if a.Worker != nil {
		ctx, cancel := context.WithTimeout(context.Background(), 8*time.Second)
		errs = append(errs, a.Worker.Shutdown(ctx))
		cancel()
	}
	a.stop()
	if a.redis != nil {
		errs = append(errs, a.redis.Close())
	}
	return errors.Join(append(errs, a.DB.Close())...)
}

// StartWorker starts running the jobs of the outbox and the scheduled duties.
func (a *App) StartWorker() error {
	duties := []jobs.Every{
		{Name: "nights that are due", Interval: 5 * time.Second, Func: a.telling(organ.Night, a.Night.Due)},
		{Name: "nights between two steps", Interval: 10 * time.Second, Func: a.Night.AdvanceAll},
		{Name: "places that are offered", Interval: 10 * time.Second, Func: a.Queue.Serve},
		{Name: "meals to count at the kitchen's hour", Interval: 20 * time.Second, Func: a.Office.FreezeMeals},
		{Name: "sessions that expired", Interval: time.Hour, Func: func(ctx context.Context) error {
			return a.DB.Write().PurgeSessions(ctx, time.Now())
		}},
		{Name: "questions nobody answered", Interval: time.Hour, Func: func(ctx context.Context) error {
			return a.DB.Write().PurgeChallenges(ctx, time.Now())
		}},
		{Name: "what no longer matters at the door", Interval: time.Hour, Func: patience.Patience{DB: a.DB}.PurgeDoor},
		{Name: "tax statements made days ago", Interval: time.Hour, Func: a.Treasury.PurgeTaxStatements},
		{Name: "what merges would be undone with", Interval: time.Hour, Func: a.Office.ForgetMerges},
		{Name: "who collected children long ago", Interval: time.Hour, Func: a.Leavings.Forget},
		{Name: "what diets were asked long ago", Interval: time.Hour, Func: a.Office.ForgetDiets},
		{Name: "tablets of weeks ago", Interval: time.Hour, Func: a.Office.ForgetTablets},
		{Name: "reconciliations of days ago", Interval: time.Hour, Func: a.Treasury.PurgeReconciliations},
		{Name: "answers of the platform that nobody can contest", Interval: time.Hour,
			Func: func(ctx context.Context) error {
				return a.DB.Write().PurgeOnlinePaymentEvents(ctx, time.Now().AddDate(0, -keepEvents, 0))
			}},
		{Name: "jobs done long ago", Interval: time.Hour, Func: func(ctx context.Context) error {
			_, err := a.DB.Write().PurgeJobs(ctx, time.Now().Add(-keepJobs))
			return err
		}},
	}
	if a.Till != nil {
		duties = append(duties, jobs.Every{Name: "payments to ask about", Interval: 5 * time.Second, Func: a.Till.Poll})
	}
	if err := a.startWorker(duties); err != nil {
		return err
	}
	a.lives(organ.Worker)
	return nil
}

func (a *App) startWorker(duties []jobs.Every) error {
	sender, err := mail.New(a.Config.SMTPURL, a.Config.MailFrom, a.Config.Production())
	if err != nil {
		return err
	}
	if a.redis, err = jobs.OpenRedis(a.Config.RedisURL); err != nil {
		return err
	}
	secrets, err := seal.New([]byte(a.Config.SecretKey), account.MailSecrets)
	if err != nil {
		return err
	}
	mailer := &jobs.Mailer{Says: a.Pulse.Hearer(organ.Mail), DB: a.DB, Sender: sender, Now: a.Clock.Now,
		Open: secrets.Read, File: a.mailFile, Keep: a.Office.OpenSecret != nil}
	a.Worker = &jobs.Worker{
		DB: a.DB, Redis: a.redis, Concurrency: a.Config.Workers, Duties: duties,
		Kinds: jobs.Kinds{night.SettleJob: a.Night.Settle, night.ReportJob: a.Night.Report, jobs.MailKind: mailer.Send,
			db.JobDoor:               a.Account.AnswerDoor,
			treasury.TaxStatementJob: a.Treasury.MakeTaxStatements, treasury.ReconcileJob: a.askMissing,
			operation.Job: a.Operations.Work, operation.UndoJob: a.Operations.Work,
			operation.MailJob: a.Operations.WriteMails, operation.UndoMailJob: a.Operations.WriteUndoMails,
			db.JobScrub: a.DB.Scrub},
		Slow: []string{jobs.MailKind}, RedisSays: a.Pulse.Hearer(organ.Redis),
		Dead: func(ctx context.Context, kind string, ref int64, reason string) error {
			switch kind {
			case night.SettleJob, night.ReportJob:
				return a.Night.Bury(ctx, ref, reason)
			case treasury.TaxStatementJob:
				return a.Treasury.BuryTaxStatements(ctx, ref, reason)
			case treasury.ReconcileJob:
				return a.Treasury.BuryReconciliation(ctx, ref)
			}
			return nil
		},
	}
	return a.Worker.Start()
}

// askMissing does a step of a reconciliation, and queues the next one.
func (a *App) askMissing(ctx context.Context, run int64) error {
	again, err := a.Treasury.AskMissing(ctx, run)
	if err == nil && !again.IsZero() {
		return jobs.Later(again, "d'autres paiements sont à vérifier")
	}
	return err
}

// keepJobs is how long done jobs are kept for inspection. It is longer than any job may be late: the row prevents a
// second run.
const keepJobs = 30 * 24 * time.Hour

// keepEvents is for how many months the answers of the payment platform are kept: a card payment may be contested for
// thirteen months (Code monétaire et financier, L133-24), fifteen with deferred debit. The payment itself keeps its
// result, its differences and its decision for the four years in which a claim against a town is possible (loi du 31
// décembre 1968).
const keepEvents = 15

// Web builds the portal's HTTP application. demo are the accounts offered on its sign-in page; nil outside the
// demonstration.
func (a *App) Web(demo site.DemoLogins) (*fiber.App, error) {
	a.lives(organ.Web)
	payOrigin := ""
	if a.Till != nil {
		payOrigin = a.Config.payOrigin()
	}
	return web.New(web.Options{
		Options: site.Options{Account: a.Account, Now: a.Clock.Now, Loc: db.Paris, BaseURL: a.Config.BaseURL,
			Gallery: !a.Config.Production(), Secret: []byte(a.Config.SecretKey), Demo: demo,
			Proxies: a.Config.TrustedProxies, Ready: a.DB.Ready,
			Ailing: a.Pulse.Ailing, Ring: a.ring, Sites: a.Pulse.Sites, PayOrigin: payOrigin,
			HostedBy: a.Config.HostedBy},
		Portal: a.Portal, Counter: a.Counter, Office: a.Office, People: a.People, Loader: a.Loader,
		Treasury: a.Treasury, Settings: a.Settings, Operations: a.Operations, Absences: a.Absences,
		Leavings:   a.Leavings,
		Night:      a.Night,
		Households: a.Households,
		Queue:      a.Queue,
		Watch:      portal.NewWatch(a.DB), Stop: a.stopping,
	})
}

// logTo sets the log of the whole program.
func logTo(level slog.Level, handler func(*slog.HandlerOptions) slog.Handler) {
	slog.SetDefault(slog.New(handler(&slog.HandlerOptions{Level: level})))
}
