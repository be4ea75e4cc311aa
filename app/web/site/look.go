package site

import (
	"strings"

	"cartable/app/domain/town"
)

// How a structure's pages look: its logo, and the stylesheet of its colour, at addresses that always serve the same. An
// inline style would be refused by the Content-Security-Policy.

// LogoPath returns the address of a logo; empty for none.
func LogoPath(hash string) string {
	if hash == "" {
		return ""
	}
	return "/logo/" + hash
}

// accentPath returns the address of a colour's stylesheet; empty for the portal's own.
func accentPath(accent string) string {
	if accent == "" {
		return ""
	}
	return "/couleur/" + strings.ToLower(strings.TrimPrefix(accent, "#")) + ".css"
}

// AccentStyle returns the stylesheet of a colour: it replaces the colours of app.css that are the portal's own.
func AccentStyle(a town.Accent) string {
	pair := func(name, day, night string) string { return name + ":light-dark(" + day + "," + night + ")" }
	return ":root{" + strings.Join([]string{pair("--main", a.Main, a.MainDark), pair("--on-main", "#fff", a.OnDark),
		pair("--main-soft", a.Soft, a.SoftDark)}, ";") + "}"
}
