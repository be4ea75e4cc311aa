package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"
	"time"

	"cartable/app/payfip/simulator"
	"cartable/db"
)

// SimulatorCommand is a payment platform on which no money moves.
type SimulatorCommand struct {
	Port int `help:"Port d'écoute." default:"8090"`
}

// Run serves until a signal.
func (cmd SimulatorCommand) Run(ctx context.Context) error {
	listener, err := bind(cmd.Port)
	if err != nil {
		return err
	}
	endpoint, page := platformAt(listener.Addr())
	fmt.Printf("Simulateur de paiement prêt.\n  PAYFIP_ENDPOINT=%s\n  PAYFIP_PAGE=%s\n  PAYFIP_SAISIE=T\n", endpoint,
		page)
	defer simulate(listener, time.Now)()
	<-ctx.Done()
	return nil
}

// platformAt returns the addresses of a simulator: of its service, and of its page.
func platformAt(at net.Addr) (endpoint, page string) {
	base := fmt.Sprintf("http://localhost:%d", at.(*net.TCPAddr).Port)
	return base + "/tpa/services/securite", base + "/tpa/paiementws.web"
}

// simulate runs the platform on a listener, with a clock. Call stop to end it.
func simulate(listener net.Listener, now func() time.Time) (stop func()) {
	sim := simulator.New(simulator.Options{Now: now, Loc: db.Paris})
	done := make(chan struct{})
	site := &http.Server{Handler: sim, ReadHeaderTimeout: 10 * time.Second}
	go site.Serve(listener)
	go sim.Run(done)
	return func() {
		close(done)
		site.Close()
	}
}

// bindNear opens a port, or any free one when it is in use.
func bindNear(port int) (net.Listener, error) {
	listener, err := net.Listen("tcp", fmt.Sprintf(":%d", port))
	if errors.Is(err, syscall.EADDRINUSE) || port > 65535 {
		return net.Listen("tcp", ":0") // #nosec G102 -- as the portal beside it
	}
	return listener, err
}
