package app

import (
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/caarlos0/env/v11"
)

// Config is the configuration read from the environment, documented in .env.example. Create it with LoadConfig; it is
// safe to print: its secrets are hidden.
type Config struct {
	Environment    string   `env:"CARTABLE_ENV" envDefault:"development"`
	Port           int      `env:"PORT" envDefault:"8080"`
	BaseURL        string   `env:"BASE_URL"` // without a trailing /; http://localhost:PORT by default
	DatabaseURL    string   `env:"DATABASE_URL"`
	RedisURL       string   `env:"REDIS_URL"` // empty: the one inside the process
	SMTPURL        string   `env:"SMTP_URL"`  // empty: mails stay in the database
	MailFrom       string   `env:"MAIL_FROM" envDefault:"Portail famille <ne-pas-repondre@localhost>"`
	SecretKey      string   `env:"SECRET_KEY"`
	Workers        int      `env:"WORKERS" envDefault:"4"` // concurrent jobs in each of the two pools
	TrustedProxies Networks `env:"TRUSTED_PROXIES"`
	PayFiPEndpoint string   `env:"PAYFIP_ENDPOINT" envDefault:"https://www.payfip.gouv.fr/tpa/services/securite"`
	PayFiPPage     string   `env:"PAYFIP_PAGE" envDefault:"https://www.payfip.gouv.fr/tpa/paiementws.web"`
	// T test, X activation, W production; empty: no online payment
	PayFiPSaisie string `env:"PAYFIP_SAISIE"`
	PayFiPTests  bool   `env:"PAYFIP_TEST_IN_PRODUCTION"` // allows T or X in production
	// who hosts the portal, for the legal notice: name, address, telephone
	HostedBy string     `env:"HOSTED_BY"`
	DataDir  string     `env:"DATA_DIR" envDefault:"./cartable-data"`
	LogLevel slog.Level `env:"LOG_LEVEL" envDefault:"info"`

	FranceConnectIssuer string `env:"FRANCECONNECT_ISSUER"` // all three, or none: not offered
	FranceConnectID     string `env:"FRANCECONNECT_CLIENT_ID"`
	FranceConnectSecret string `env:"FRANCECONNECT_CLIENT_SECRET"`

	// RandomSecret is true when there was no SECRET_KEY and one was drawn: sessions and links end with the process.
	RandomSecret bool `env:"-"`
}

const minSecret = 32

// Production reports whether the portal runs in production, not as a trial.
func (c Config) Production() bool { return c.Environment == "production" }

// LoadConfig reads an environment in the form of os.Environ(). The error lists every mistake, one per line, in French,
// without secrets.
func LoadConfig(environ []string) (Config, error) {
	var c Config
	given := map[string]string{}
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		if value = strings.TrimSpace(value); value != "" {
			given[name] = value
		}
	}
	var m mistakes
	m.parse(env.ParseWithOptions(&c, env.Options{Environment: given, FuncMap: parsers}))
	c.check(&m, given)
	if len(m) > 0 {
		return Config{}, errors.New("configuration :\n  " + strings.Join(m.lines(), "\n  "))
	}
	if c.BaseURL = strings.TrimRight(c.BaseURL, "/"); c.BaseURL == "" {
		c.BaseURL = fmt.Sprintf("http://localhost:%d", c.Port)
	}
	if c.SecretKey == "" {
		c.SecretKey, c.RandomSecret = rand.Text()+rand.Text(), true
	}
	return c, nil
}

// Notices returns the remarks that the operator should read at start; they are not errors.
func (c Config) Notices() (notices []string) {
	if c.RandomSecret {
		notices = append(notices, "SECRET_KEY est absente : une clé a été tirée au hasard, les sessions et les liens "+
			"envoyés ne survivront pas à un redémarrage.")
	}
	if c.SMTPURL == "" {
		notices = append(notices, "SMTP_URL est absente : aucun courriel ne part, ils se lisent dans la base.")
	}
	if c.PayFiPSaisie == "T" || c.PayFiPSaisie == "X" {
		notices = append(notices, "PAYFIP_SAISIE n'est pas W : les paiements en ligne sont des essais.")
	}
	if c.RedisURL == "" {
		notices = append(notices, "REDIS_URL est absente : Redis intégré, pour un seul processus (développement ou "+
			"petite commune).")
	}
	return notices
}

// parsers are those of the types whose errors need a French word.
var parsers = map[reflect.Type]env.ParserFunc{
	reflect.TypeFor[int](): func(v string) (any, error) {
		n, err := strconv.Atoi(v)
		if err != nil {
			return nil, errors.New("un nombre entier est attendu")
		}
		return n, nil
	},
	reflect.TypeFor[bool](): func(v string) (any, error) {
		yes, err := strconv.ParseBool(v)
		if err != nil {
			return nil, errors.New("true ou false est attendu")
		}
		return yes, nil
	},
}

// Networks are addresses and networks, as in 127.0.0.1,10.0.0.0/8. All are valid.
type Networks []string

// UnmarshalText parses a comma-separated list.
func (n *Networks) UnmarshalText(text []byte) error {
	for _, word := range strings.Split(string(text), ",") {
		if word = strings.TrimSpace(word); word == "" {
			continue
		}
		if a, err := netip.ParseAddr(word); err == nil {
			*n = append(*n, a.String())
		} else if p, err := netip.ParsePrefix(word); err == nil {
			*n = append(*n, p.Masked().String())
		} else {
			return fmt.Errorf("« %s » n'est pas une adresse comme 10.0.0.1 ou un réseau comme 10.0.0.0/8", word)
		}
	}
	return nil
}

// mistakes are sentences by variable: only the first of each is kept.
type mistakes map[string]string

func (m *mistakes) add(variable, format string, args ...any) {
	if *m == nil {
		*m = mistakes{}
	}
	if _, there := (*m)[variable]; !there {
		(*m)[variable] = fmt.Sprintf(format, args...)
	}
}

// parse converts the errors of env to sentences.
func (m *mistakes) parse(err error) {
	var all env.AggregateError
	if err == nil {
		return
	}
	if !errors.As(err, &all) {
		m.add("environnement", "%v", err)
		return
	}
	for _, one := range all.Errors {
		var parse env.ParseError
		if !errors.As(one, &parse) {
			m.add("environnement", "%v", one)
			continue
		}
		variable := parse.Name
		if f, ok := reflect.TypeFor[Config]().FieldByName(parse.Name); ok {
			variable = f.Tag.Get("env")
		}
		if variable == "LOG_LEVEL" {
			parse.Err = errors.New("debug, info, warn ou error est attendu")
		}
		m.add(variable, "%v", parse.Err)
	}
}

// lines returns the sentences, in the order of Config's fields.
func (m mistakes) lines() (lines []string) {
	fields := reflect.VisibleFields(reflect.TypeFor[Config]())
	rest := maps.Clone(m)
	for _, f := range fields {
		name := f.Tag.Get("env")
		if text, ok := m[name]; ok {
			lines = append(lines, name+" : "+text)
			delete(rest, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(rest)) {
		lines = append(lines, name+" : "+rest[name])
	}
	return lines
}

func (c Config) check(m *mistakes, given map[string]string) {
	production := c.Environment == "production"
	c.checkPayFiP(m)
	if !production && c.Environment != "development" {
		m.add("CARTABLE_ENV", "development ou production est attendu")
	}
	if c.Port < 1 || c.Port > 65535 {
		m.add("PORT", "un nombre de 1 à 65535 est attendu")
	}
	if c.Workers < 1 || c.Workers > 64 {
		m.add("WORKERS", "un nombre de 1 à 64 est attendu")
	}
	schemes(m, "DATABASE_URL", c.DatabaseURL, "postgres", "postgresql", "sqlite")
	schemes(m, "REDIS_URL", c.RedisURL, "redis", "rediss")
	schemes(m, "SMTP_URL", c.SMTPURL, "smtp", "smtps")
	schemes(m, "BASE_URL", c.BaseURL, "http", "https")
	if u, err := url.Parse(c.BaseURL); err == nil && (u.RawQuery != "" || u.Fragment != "" || u.User != nil ||
		strings.Trim(u.Path, "/") != "") {
		m.add("BASE_URL", "seulement https:// et le nom du site, sans rien derrière")
	}
	if a, err := mail.ParseAddress(c.MailFrom); err != nil {
		m.add("MAIL_FROM", "une adresse est attendue, par exemple « Portail famille <portail@ville.fr> »")
	} else if _, domain, _ := strings.Cut(a.Address, "@"); domain == "localhost" && c.SMTPURL != "" &&
		!toLoopback(c.SMTPURL) {
		m.add("MAIL_FROM", "une adresse de la ville est nécessaire pour écrire par SMTP_URL")
	}
	if c.SecretKey != "" && len(c.SecretKey) < minSecret {
		m.add("SECRET_KEY", "au moins %d caractères sont attendus, par exemple ceux de « openssl rand -base64 48 »",
			minSecret)
	}
	c.checkFranceConnect(m)
	if !production {
		return
	}
	if !strings.HasPrefix(c.BaseURL, "https://") {
		m.add("BASE_URL", "une adresse https:// est obligatoire en production")
	}
	for _, name := range []string{"SECRET_KEY", "SMTP_URL", "DATABASE_URL"} {
		if given[name] == "" {
			m.add(name, "obligatoire en production")
		}
	}
}

// schemes checks the scheme of an address and that it can be parsed. It never quotes the address, which may contain a
// password.
func schemes(m *mistakes, variable, address string, known ...string) {
	if address == "" {
		return
	}
	scheme, rest, found := strings.Cut(address, "://")
	if !found || !slices.Contains(known, scheme) {
		what := strings.Join(known, "://… ou ") + "://…"
		if found && shortWord(scheme) {
			m.add(variable, "une adresse %s est attendue, et non %s://", what, scheme)
		} else {
			m.add(variable, "une adresse %s est attendue", what)
		}
		return
	}
	if scheme == "sqlite" {
		if rest == "" {
			m.add(variable, "le chemin du fichier manque, par exemple sqlite:///var/lib/cartable/ville.db")
		}
		return
	}
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		m.add(variable, "l'adresse est illisible (dans un mot de passe, les signes / ? # %% @ : s'écrivent %%2F %%3F "+
			"%%23 %%25 %%40 %%3A)")
		return
	}
	if p := u.Port(); p != "" {
		if n, err := strconv.Atoi(p); err != nil || n < 1 || n > 65535 {
			m.add(variable, "le port est un nombre de 1 à 65535")
		}
	}
}

// shortWord reports whether a text is a scheme, which may be quoted, and not possibly a secret.
func shortWord(s string) bool {
	return len(s) <= 10 && !strings.ContainsFunc(s, func(r rune) bool { return (r < 'a' || r > 'z') && r != '+' })
}

func toLoopback(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// masked returns an address without its user and password.
func masked(address string) string {
	if address == "" {
		return ""
	}
	u, err := url.Parse(address)
	if err != nil {
		return "•••"
	}
	if u.User != nil {
		if _, has := u.User.Password(); has {
			u.User = url.UserPassword(u.User.Username(), "xxx")
		}
	}
	query := u.Query()
	for name := range query { // libpq allows ?password=…
		if strings.Contains(strings.ToLower(name), "pass") {
			query.Set(name, "xxx")
		}
	}
	u.RawQuery = query.Encode()
	return strings.ReplaceAll(u.String(), "xxx", "•••")
}

// LogValue returns Config for the log, without its secrets.
func (c Config) LogValue() slog.Value {
	secret := "•••"
	if c.RandomSecret {
		secret = "(au hasard)" // #nosec G101 -- dots in its place
	}
	return slog.GroupValue(
		slog.String("CARTABLE_ENV", c.Environment), slog.Int("PORT", c.Port), slog.String("BASE_URL", c.BaseURL),
		slog.String("DATABASE_URL", masked(c.DatabaseURL)), slog.String("REDIS_URL", masked(c.RedisURL)),
		slog.String("SMTP_URL", masked(c.SMTPURL)),
		slog.String("MAIL_FROM", c.MailFrom), slog.String("SECRET_KEY", secret), slog.Int("WORKERS", c.Workers),
		slog.String("PAYFIP_ENDPOINT", masked(c.PayFiPEndpoint)), slog.String("PAYFIP_SAISIE", c.PayFiPSaisie),
		slog.String("TRUSTED_PROXIES", strings.Join(c.TrustedProxies, ",")), slog.String("DATA_DIR", c.DataDir),
		slog.String("LOG_LEVEL", strings.ToLower(c.LogLevel.String())),
		slog.String("FRANCECONNECT_ISSUER", c.FranceConnectIssuer),
		slog.String("FRANCECONNECT_CLIENT_ID", c.FranceConnectID),
	)
}

// String returns LogValue on one line.
func (c Config) String() string {
	var words []string
	for _, a := range c.LogValue().Group() {
		words = append(words, a.Key+"="+a.Value.String())
	}
	return strings.Join(words, " ")
}

// GoString prevents %#v from printing what String hides.
func (c Config) GoString() string { return "app.Config{" + c.String() + "}" }
