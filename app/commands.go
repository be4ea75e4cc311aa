package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/civil"
	"cartable/app/web/site"
	"cartable/db"
)

// Commands is the command line.
type Commands struct {
	Serve   ServeCommand     `cmd:"" help:"Le portail et ses tâches en un seul processus, pour une petite commune. SQLite et Redis intégré, sauf indication contraire."`
	Demo    DemoCommand      `cmd:"" help:"La même chose avec une commune inventée : rien à installer."`
	Start   StartCommand     `cmd:"" help:"Crée une commune vide et son premier administrateur."`
	Web     WebCommand       `cmd:"" help:"Le portail seul."`
	Worker  WorkerCommand    `cmd:"" help:"Les tâches seules : transmission de la nuit et courriels. Autant de processus que l'on veut."`
	Migrate MigrateCommand   `cmd:"" help:"Met la base à jour."`
	Import  ImportCommand    `cmd:"" help:"Charge un dossier de fichiers CSV : tout, ou rien."`
	Night   NightCommand     `cmd:"" help:"Lance la transmission maintenant et attend qu'elle soit finie."`
	Check   CheckCommand     `cmd:"" help:"Vérifie que les comptes tombent juste. Sort avec 1 sinon, en nommant chaque écart."`
	Account AccountCommand   `cmd:"" help:"Crée un compte, ou redonne un mot de passe."`
	Payfip  SimulatorCommand `cmd:"" name:"payfip-simulator" help:"Une plateforme de paiement fictive, pour les essais : le même protocole que PayFiP, et une page où choisir ce qui arrive."`
	Clock   ClockCommand     `cmd:"" help:"Règle l'horloge de la commune, pour une démonstration ou un test."`
}

// Main runs the command line and exits: 0 done, 1 failed with a sentence on standard error, 2 wrong usage.
func Main() {
	var commands Commands
	parser := kong.Must(&commands, kong.Name("cartable"), kong.UsageOnError(),
		kong.Description("Portail famille : cantine, accueil, mercredis, vacances."),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	line, err := parser.Parse(os.Args[1:])
	if err != nil {
		var misuse *kong.ParseError
		if errors.As(err, &misuse) {
			_ = misuse.Context.PrintUsage(true)
		}
		fmt.Fprintln(os.Stderr, "cartable :", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	line.BindTo(ctx, (*context.Context)(nil))
	if err := line.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "cartable :", err)
		stop()
		os.Exit(1)
	}
}

// configure reads the environment and sets the log.
func configure() (Config, error) {
	config, err := LoadConfig(os.Environ())
	if err != nil {
		return config, err
	}
	logTo(config.LogLevel, func(o *slog.HandlerOptions) slog.Handler {
		if config.Production() {
			return slog.NewJSONHandler(os.Stderr, o)
		}
		return slog.NewTextHandler(os.Stderr, o)
	})
	return config, nil
}

// open reads the environment and opens the town. Without DATABASE_URL it uses the SQLite file of DATA_DIR.
func open(ctx context.Context, migrate bool) (*App, error) {
	config, err := configure()
	if err != nil {
		return nil, err
	}
	if err := config.fillData(); err != nil {
		return nil, err
	}
	return Open(ctx, config, migrate)
}

// withTown opens the town as open does, runs do on it and closes it.
func withTown(ctx context.Context, migrate bool, do func(*App) error) error {
	a, err := open(ctx, migrate)
	if err != nil {
		return err
	}
	defer a.Close()
	return do(a)
}

// notices logs what an operator should know about a valid configuration.
func (a *App) notices() {
	for _, one := range a.Config.Notices() {
		slog.Warn(one)
	}
}

// ServeCommand is web and worker in one process.
type ServeCommand struct {
	Port int `help:"Port d'écoute (PORT sinon)."`
}

// Run serves until a signal.
func (cmd ServeCommand) Run(ctx context.Context) error {
	return withTown(ctx, true, func(a *App) error {
		if err := a.StartWorker(); err != nil {
			return err
		}
		a.notices()
		return a.listen(ctx, cmd.Port, func(address string) {
			fmt.Printf("Cartable est prêt : %s\n", address)
		})
	})
}

// WebCommand is the portal alone.
type WebCommand struct {
	Port int `help:"Port d'écoute (PORT sinon)."`
}

// Run serves until a signal. The schema must be up to date.
func (cmd WebCommand) Run(ctx context.Context) error {
	return withTown(ctx, false, func(a *App) error {
		return a.listen(ctx, cmd.Port, func(address string) { slog.Info("web", "address", address) })
	})
}

// bind opens a port; its error is a sentence.
func bind(port int) (net.Listener, error) {
	listener, err := net.Listen("tcp", ":"+strconv.Itoa(port)) // #nosec G102 -- the site is there for all
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("le port %d est déjà pris. Choisissez-en un autre avec --port", port)
	}
	if err != nil {
		return nil, fmt.Errorf("écoute impossible sur le port %d : %w", port, err)
	}
	return listener, nil
}

// listen serves on a port until ctx ends; 0 is the configuration's.
func (a *App) listen(ctx context.Context, port int, ready func(address string)) error {
	if port == 0 {
		port = a.Config.Port
	}
	listener, err := bind(port)
	if err != nil {
		return err
	}
	return a.serve(ctx, listener, nil, ready)
}

// serve answers until ctx ends, then lets running requests finish.
func (a *App) serve(ctx context.Context, listener net.Listener, demo site.DemoLogins,
	ready func(address string)) error {
	site, err := a.Web(demo)
	if err != nil {
		listener.Close()
		return err
	}
	debug.FreeOSMemory() // reading the templates left more behind than a busy site needs
	failed := make(chan error, 1)
	go func() { failed <- site.Listener(listener) }()
	ready(fmt.Sprintf("http://localhost:%d", listener.Addr().(*net.TCPAddr).Port))
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		close(a.stopping)
		return shutdown(site)
	}
}

func shutdown(site *fiber.App) error {
	if err := site.ShutdownWithTimeout(8 * time.Second); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// WorkerCommand is the worker alone.
type WorkerCommand struct{}

// Run works until a signal. The schema must be up to date.
func (WorkerCommand) Run(ctx context.Context) error {
	return withTown(ctx, false, func(a *App) error {
		if err := a.StartWorker(); err != nil {
			return err
		}
		a.notices()
		slog.Info("worker started")
		<-ctx.Done()
		return nil
	})
}

// MigrateCommand brings the schema up to date.
type MigrateCommand struct{}

// Run applies the missing migrations.
func (MigrateCommand) Run(ctx context.Context) error {
	config, err := configure()
	if err != nil {
		return err
	}
	if err := config.fillData(); err != nil {
		return err
	}
	d, err := db.Open(ctx, config.DatabaseURL)
	if err != nil {
		return err
	}
	defer d.Close()
	applied, err := d.Migrate(ctx)
	for _, name := range applied {
		fmt.Println("appliquée :", name)
	}
	if err == nil && len(applied) == 0 {
		fmt.Println("La base est déjà à jour.")
	}
	return err
}

// ClockCommand moves the town's clock.
type ClockCommand struct {
	Set ClockSetCommand `cmd:"" help:"« 2026-11-24T00:31:00+01:00 », « 2026-11-24 08:00 » (heure de Paris), ou « real »."`
}

// ClockSetCommand is `clock set`.
type ClockSetCommand struct {
	Instant []string `arg:"" help:"Un instant, ou real."`
}

// Run stores the offset; every process follows within a second.
func (cmd ClockSetCommand) Run(ctx context.Context) error {
	return withTown(ctx, false, func(a *App) error {
		if a.Config.Production() {
			return errors.New("l'horloge ne se règle pas en production")
		}
		text := strings.Join(cmd.Instant, " ")
		at := time.Now()
		if text != "real" {
			var err error
			if at, err = parseInstant(text); err != nil {
				return err
			}
		}
		journal, err := a.People.ClockLines(ctx, inParis(a.Clock.Now()), inParis(at))
		if err != nil {
			return err
		}
		if text == "real" {
			err = a.Clock.Reset(ctx, journal...)
		} else {
			err = a.Clock.Set(ctx, at, journal...)
		}
		if err == nil {
			fmt.Printf("Nous sommes le %s (heure de Paris).\n", inParis(a.Clock.Now()))
		}
		return err
	})
}

// inParis returns "mardi 24 novembre 2026, 8h00".
func inParis(at time.Time) string {
	at = at.In(db.Paris)
	return civil.Of(at).Long() + ", " + civil.TimeOf(at).Human()
}

// parseInstant parses an instant: RFC 3339, or a date with an optional hour in Paris.
func parseInstant(text string) (time.Time, error) {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, nil
	}
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04:05",
		"2006-01-02T15:04", "2006-01-02"} {
		if at, err := time.ParseInLocation(layout, text, db.Paris); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf("« %s » n'est pas un instant. Attendu : 2026-11-24T08:00:00+01:00, ou 2026-11-24 "+
		"08:00, ou real", text)
}
