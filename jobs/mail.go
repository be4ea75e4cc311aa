package jobs

import (
	"context"
	"errors"
	"html"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"cartable/app/domain/fault"
	"cartable/app/mail"
	"cartable/db"
)

// MailKind is the job that sends a mail. Its ref is an id of mails. It belongs to Worker.Slow.
const MailKind = db.JobMail

// mailBackoff is how long a postponed mail waits: soon again for a greylist, every hour for a day out of order, and
// never again after two days. The report stays on the portal.
var mailBackoff = []time.Duration{2 * time.Second, 10 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute,
	30 * time.Minute, time.Hour}

const mailAttempts = 54

// Mailer sends mails and stores their outcome. A mail that was sent is never sent again; one whose outcome is unknown
// is sent again under its Message-ID. While the server itself is away, few mails try it and the others wait.
type Mailer struct {
	DB      *db.DB
	Sender  mail.Sender
	Now     func() time.Time                    // the portal's clock, for dates that people read; default time.Now
	Open    func(sealed string) (string, error) // decrypts a mail's secret; needed by mails that carry one
	Keep    bool                                // the demonstration shows its mails, with their secrets
	Backoff []time.Duration                     // after each attempt; default 2 s … 1 h, 1 h, …
	Says    func(error)                         // called with whether the server works; may be nil
	Pause   time.Duration                       // after the server failed; doubles up to twenty times it; default 15 s

	// File returns what a mail carries; may be nil.
	File func(context.Context, db.Mail) (*mail.File, error)

	mu    sync.Mutex
	until time.Time // the server is not called until then
	pause time.Duration
}

// Send is the Handler of MailKind.
func (m *Mailer) Send(ctx context.Context, id int64) error {
	row, ok, err := m.DB.Read().MailForSending(ctx, id)
	if err != nil {
		return err
	}
	if !ok {
		return fault.NotFoundf("Ce courriel n'existe pas.")
	}
	if row.State == db.MailSent || row.State == db.MailRefused {
		return nil
	}
	if at, away := m.away(); away {
		return Later(at, "le serveur de courriel ne répond pas")
	}
	message := mail.Message{To: row.Address, Subject: row.Subject, Text: row.Body, HTML: row.Html,
		MessageID: row.MessageID,
		At:        time.Now().In(db.Paris)}
	if row.Sealed != "" {
		secret, err := m.Open(row.Sealed)
		if err != nil {
			return m.mark(ctx, row, db.MailRefused, "Ce message portait un secret qui ne se lit plus : SECRET_KEY a "+
				"changé depuis. Il faut le demander à nouveau.")
		}
		message.Text = strings.ReplaceAll(message.Text, db.SecretMark, secret)
		message.HTML = strings.ReplaceAll(message.HTML, db.SecretMark, html.EscapeString(secret))
	}
	town, err := m.DB.Read().MailTown(ctx, row)
	if err != nil {
		return err
	}
	if m.File != nil {
		if message.File, err = m.File(ctx, row); err != nil {
			return err
		}
	}
	err = m.Sender.Send(ctx, message.Signed(mail.Town(town)))
	return m.write(ctx, row, err)
}

// write stores the outcome of an attempt, even if ctx has ended: the attempt was made.
func (m *Mailer) write(ctx context.Context, row db.Mail, err error) error {
	if err == nil {
		m.answered()
		m.says(nil)
		return m.mark(ctx, row, db.MailSent, "")
	}
	failed := &mail.Error{Class: mail.Temporary, Text: reason(err)}
	errors.As(err, &failed)
	if failed.Server {
		m.failed()
		m.says(failed)
	} else if failed.Class != mail.Unknown {
		m.answered()
		m.says(nil)
	}
	attempt := row.Attempts + 1
	switch {
	case failed.Class == mail.Permanent:
		if failed.Address && row.FamilyID != 0 {
			err := retried(ctx, func(ctx context.Context) error {
				return m.DB.Write().MarkBounced(ctx, row.FamilyID, row.Address, m.now())
			})
			if err != nil {
				return err
			}
		}
		return m.mark(ctx, row, db.MailRefused, failed.Text)
	case attempt >= mailAttempts:
		return m.mark(ctx, row, db.MailRefused, "Abandonné après deux jours d'essais. "+failed.Text)
	}
	state := db.MailDelayed
	if failed.Class == mail.Unknown {
		state = db.MailUnknown
	}
	if err := m.mark(ctx, row, state, failed.Text); err != nil {
		return err
	}
	waits := m.Backoff
	if waits == nil {
		waits = mailBackoff
	}
	return Later(time.Now().Add(wait(waits, attempt)), failed.Text)
}

// mark stores the state of a mail, and deletes its secret when no attempt will follow.
func (m *Mailer) mark(ctx context.Context, row db.Mail, state, text string) error {
	over, again := state == db.MailSent || state == db.MailRefused, false
	err := retried(ctx, func(ctx context.Context) error {
		return m.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
			done, err := q.MarkMail(ctx, row, state, text, m.now())
			if again = !done; err == nil && done && over && row.Sealed != "" && !m.Keep {
				err = q.ForgetSecret(ctx, row.ID)
			}
			return err
		})
	})
	if err == nil && again {
		return Later(time.Now(), "le texte a changé pendant l'envoi")
	}
	return err
}

// retried retries write for some seconds: losing the record that a mail was sent means sending it twice.
func retried(ctx context.Context, write func(ctx context.Context) error) (err error) {
	for i := range 6 {
		try, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		err = write(try)
		cancel()
		if err == nil {
			return nil
		}
		time.Sleep(time.Duration(i*i) * 20 * time.Millisecond)
	}
	return err
}

func (m *Mailer) says(wrong error) {
	if m.Says != nil {
		m.Says(wrong)
	}
}

func (m *Mailer) now() time.Time {
	if m.Now == nil {
		return time.Now()
	}
	return m.Now()
}

// away reports whether the server should not be called, and returns a different instant for each mail to try again.
func (m *Mailer) away() (time.Time, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !time.Now().Before(m.until) {
		return time.Time{}, false
	}
	return m.until.Add(rand.N(m.pause + 1)), true // #nosec G404 -- to come back at different times, not to be secret
}

func (m *Mailer) failed() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if time.Now().Before(m.until) {
		return // one of the mails that were already being sent
	}
	first := m.Pause
	if first == 0 {
		first = 15 * time.Second
	}
	m.pause = max(first, min(2*m.pause, 20*first))
	m.until = time.Now().Add(m.pause)
}

func (m *Mailer) answered() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.until, m.pause = time.Time{}, 0
}
