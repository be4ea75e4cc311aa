package site

import (
	"encoding/json"

	"github.com/gofiber/fiber/v2"

	"cartable/static"
)

// The portal on a phone's home screen: a manifest, a service worker, and the page for a missing network. All three are
// the same for everybody.

type manifest struct {
	Name            string         `json:"name"`
	ShortName       string         `json:"short_name"`
	Description     string         `json:"description"`
	ID              string         `json:"id"`
	StartURL        string         `json:"start_url"`
	Scope           string         `json:"scope"`
	Display         string         `json:"display"`
	Lang            string         `json:"lang"`
	Dir             string         `json:"dir"`
	ThemeColor      string         `json:"theme_color"`
	BackgroundColor string         `json:"background_color"`
	Icons           []manifestIcon `json:"icons"`
}

type manifestIcon struct {
	Src     string `json:"src"`
	Sizes   string `json:"sizes"`
	Type    string `json:"type"`
	Purpose string `json:"purpose"`
}

var manifestJSON = func() []byte {
	icon := func(name, size, purpose string) manifestIcon {
		return manifestIcon{static.URL(name), size + "x" + size, "image/png", purpose}
	}
	text, err := json.Marshal(manifest{
		Name: "Portail famille", ShortName: "Famille", Description: "Réserver la cantine et l'accueil de vos enfants.",
		ID: "/", StartURL: "/?pwa", Scope: "/", Display: "standalone", Lang: "fr", Dir: "ltr",
		ThemeColor: "#0b5394", BackgroundColor: "#f5f7f9",
		Icons: []manifestIcon{icon("icon-192.png", "192", "any"), icon("icon-512.png", "512", "any"),
			icon("maskable-512.png", "512", "maskable")},
	})
	if err != nil {
		panic(err) // only texts
	}
	return text
}()

func (s *Server) Manifest(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentType, "application/manifest+json; charset=utf-8")
	c.Set("Cache-Control", "public, max-age=3600")
	return c.Send(manifestJSON)
}

func (s *Server) ServiceWorker(c *fiber.Ctx) error {
	page, err := s.offline()
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "text/javascript; charset=utf-8")
	c.Set("Cache-Control", "no-cache")
	c.Set("Service-Worker-Allowed", "/")
	return c.Send(static.ServiceWorker(offlinePath, []string{"app.css", "app.js", "icons.svg", "favicon.svg"},
		string(page)))
}

// Addresses returns those of a page and of the assets that it needs, as JSON: what a browser is to keep.
func Addresses(page string, assets ...string) string {
	all := []string{page}
	for _, name := range assets {
		all = append(all, static.URL(name))
	}
	text, err := json.Marshal(all)
	if err != nil {
		panic(err) // only texts
	}
	return string(text)
}
