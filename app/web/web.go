// Package web is the portal over HTTP. routes.go is the table of every address and who may use it; package site admits
// requests and renders pages; each desk has its pages in a package of its own. It decides nothing and never touches the
// database: it passes forms to the use cases and shows their answers. Start with routes.go.
package web

import (
	"sync"

	"github.com/gofiber/fiber/v2"

	"cartable/app/absence"
	"cartable/app/counter"
	"cartable/app/household"
	"cartable/app/leaving"
	"cartable/app/load"
	"cartable/app/night"
	"cartable/app/office"
	"cartable/app/operation"
	"cartable/app/people"
	"cartable/app/portal"
	"cartable/app/queue"
	"cartable/app/settings"
	"cartable/app/treasury"
	webaccount "cartable/app/web/account"
	"cartable/app/web/family"
	"cartable/app/web/gallery"
	weboffice "cartable/app/web/office"
	webpeople "cartable/app/web/people"
	websettings "cartable/app/web/settings"
	"cartable/app/web/site"
	webtreasury "cartable/app/web/treasury"
)

// Options are the dependencies of the portal: those of the kit, and the use cases of each desk.
type Options struct {
	site.Options
	Portal   *portal.Portal
	Counter  *counter.Counter
	Office   *office.Office
	Queue    *queue.Queue
	People   *people.People
	Treasury *treasury.Treasury
	Settings *settings.Settings

	Operations *operation.Operations
	Absences   *absence.Absences
	Leavings   *leaving.Leavings
	Households *household.Households
	Loader     *load.Loader
	Night      *night.Night
	Watch      *portal.Watch
	Stop       <-chan struct{} // closed when the server is about to stop: open streams end
}

// desks contains the pages of each desk.
type desks struct {
	kit      *site.Server
	account  *webaccount.Pages
	family   *family.Pages
	office   *weboffice.Pages
	people   *webpeople.Pages
	treasury *webtreasury.Pages
	settings *websettings.Pages
	gallery  *gallery.Pages
}

// renderer makes the pages of all sites of a process: a test has hundreds.
var renderer = sync.OnceValues(func() (*site.Renderer, error) { return site.NewRenderer(gallery.Funcs...) })

// New builds the application. It fails when a template is wrong.
func New(o Options) (*fiber.App, error) {
	render, err := renderer()
	if err != nil {
		return nil, err
	}
	kit, err := site.NewServer(o.Options, render)
	if err != nil {
		return nil, err
	}
	d := &desks{
		kit:     kit,
		account: &webaccount.Pages{Server: kit},
		family: &family.Pages{Server: kit, Portal: o.Portal, Counter: o.Counter, Queue: o.Queue, Absences: o.Absences,
			Leavings: o.Leavings, Watch: o.Watch, Stop: o.Stop},
		office: &weboffice.Pages{Server: kit, Office: o.Office, Queue: o.Queue, People: o.People,
			Absences: o.Absences, Night: o.Night, Loader: o.Loader, Households: o.Households, Leavings: o.Leavings},
		people:   &webpeople.Pages{Server: kit, People: o.People},
		treasury: &webtreasury.Pages{Server: kit, Treasury: o.Treasury},
		settings: &websettings.Pages{Server: kit, Settings: o.Settings, Operations: o.Operations},
		gallery:  &gallery.Pages{Server: kit},
	}
	kit.Steps = websettings.NewSteps(d.settings).Of
	return kit.Start(d.routes()), nil
}
