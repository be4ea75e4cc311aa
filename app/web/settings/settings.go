// Package settings serves the pages of how a town is set.
package settings

import (
	"cartable/app/settings"
	"cartable/app/web/site"
)

// Pages answers this desk.
type Pages struct {
	*site.Server
	Settings *settings.Settings
}
