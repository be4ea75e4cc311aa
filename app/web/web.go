package web

import (
	"html/template"

	"github.com/gofiber/fiber/v2"
)

// deskFuncs are what the templates of each desk may call.
var deskFuncs = []template.FuncMap{familyFuncs, officeFuncs, peopleFuncs, treasuryFuncs}

// New builds the application. It fails when a template is wrong.
func New(o Options) (*fiber.App, error) {
	s, err := NewServer(o, deskFuncs...)
	if err != nil {
		return nil, err
	}
	return s.Start(s.routes()), nil
}
