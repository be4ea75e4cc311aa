package office

import (
	"cartable/app/office"
	"cartable/app/web/site"
)

// mailbox is a list of messages, for staff and for the demonstration.
type mailbox struct {
	site.Layout
	Path string
	Rows []office.MailRow
}
