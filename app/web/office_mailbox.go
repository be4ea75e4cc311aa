package web

import "cartable/app/office"

// mailbox is a list of messages, for staff and for the demonstration.
type mailbox struct {
	Layout
	Path string
	Rows []office.MailRow
}
