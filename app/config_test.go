package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const key = "0123456789abcdef0123456789abcdef"

var production = []string{"CARTABLE_ENV=production", "BASE_URL=https://portail.ville.fr/", "SECRET_KEY=" + key,
	"SMTP_URL=smtps://town:hunter2@mail.ville.fr", "MAIL_FROM=Portail <portail@ville.fr>",
	"DATABASE_URL=postgres://u:hunter2@db/cartable"}

func TestDefaults(t *testing.T) {
	c, err := LoadConfig([]string{"HOME=/root", "REDIS_URL=", "WORKERS= "})
	if err != nil {
		t.Fatal(err)
	}
	if c.Production() || c.Port != 8080 || c.BaseURL != "http://localhost:8080" || c.Workers != 4 ||
		c.DataDir != "./cartable-data" || c.LogLevel != slog.LevelInfo {
		t.Errorf("%v", c)
	}
	other, _ := LoadConfig(nil)
	if !c.RandomSecret || len(c.SecretKey) < minSecret || c.SecretKey == other.SecretKey {
		t.Error("a secret is drawn")
	}
	if n := strings.Join(c.Notices(), " "); !strings.Contains(n, "SECRET_KEY") || !strings.Contains(n, "SMTP_URL") ||
		!strings.Contains(n, "REDIS_URL") || strings.Contains(n, c.SecretKey) {
		t.Error(n)
	}
}

func TestProduction(t *testing.T) {
	c, err := LoadConfig(append(production, "PORT=80", "WORKERS=8", "LOG_LEVEL=WARN",
		"REDIS_URL=rediss://:hunter2@redis:6380/1", "TRUSTED_PROXIES=10.0.0.0/8, 127.0.0.1,fd00::1/64",
		"DATA_DIR=/var/lib/cartable"))
	if err != nil {
		t.Fatal(err)
	}
	if !c.Production() || c.BaseURL != "https://portail.ville.fr" || c.SecretKey != key || c.RandomSecret ||
		c.LogLevel != slog.LevelWarn {
		t.Errorf("%v", c)
	}
	if got := fmt.Sprint(c.TrustedProxies); got != "[10.0.0.0/8 127.0.0.1 fd00::/64]" {
		t.Error(got)
	}
	if len(c.Notices()) != 0 {
		t.Error(c.Notices())
	}
}

func TestMistakes(t *testing.T) {
	tests := map[string]struct {
		environ []string
		want    []string
	}{
		"production alone": {[]string{"CARTABLE_ENV=production"}, []string{
			"BASE_URL : une adresse https:// est obligatoire en production",
			"DATABASE_URL : obligatoire en production",
			"SMTP_URL : obligatoire en production",
			"SECRET_KEY : obligatoire en production",
		}},
		"production in the clear": {append(slices.Clone(production), "BASE_URL=http://portail.ville.fr"),
			[]string{"BASE_URL : une adresse https:// est obligatoire en production"}},
		"everything at once": {[]string{"CARTABLE_ENV=prod", "PORT=abc", "BASE_URL=portail.ville.fr",
			"DATABASE_URL=mysql://u:hunter2@h/d", "REDIS_URL=hunter2hunter2://h",
			"SMTP_URL=smtp://u:hunter2/x@h", "MAIL_FROM=nobody", "SECRET_KEY=hunter2", "WORKERS=0",
			"TRUSTED_PROXIES=10.0.0.0/8,here", "LOG_LEVEL=loud"}, []string{
			"CARTABLE_ENV : development ou production est attendu",
			"PORT : un nombre entier est attendu",
			"BASE_URL : une adresse http://… ou https://… est attendue",
			"DATABASE_URL : une adresse postgres://… ou postgresql://… ou sqlite://… est attendue, et non mysql://",
			"REDIS_URL : une adresse redis://… ou rediss://… est attendue",
			"SMTP_URL : l'adresse est illisible (dans un mot de passe, les signes / ? # % @ : s'écrivent %2F %3F %23 " +
				"%25 %40 %3A)",
			"MAIL_FROM : une adresse est attendue, par exemple « Portail famille <portail@ville.fr> »",
			"SECRET_KEY : au moins 32 caractères sont attendus, par exemple ceux de « openssl rand -base64 48 »",
			"WORKERS : un nombre de 1 à 64 est attendu",
			"TRUSTED_PROXIES : « here » n'est pas une adresse comme 10.0.0.1 ou un réseau comme 10.0.0.0/8",
			"LOG_LEVEL : debug, info, warn ou error est attendu",
		}},
		"half of FranceConnect": {[]string{"FRANCECONNECT_CLIENT_ID=town", "FRANCECONNECT_CLIENT_SECRET=hunter2"},
			[]string{
				"FRANCECONNECT_ISSUER : manque : FranceConnect demande FRANCECONNECT_ISSUER, " +
					"FRANCECONNECT_CLIENT_ID et " +
					"FRANCECONNECT_CLIENT_SECRET"}},
		"FranceConnect without a secret": {[]string{"FRANCECONNECT_ISSUER=https://fc.example/api/v2",
			"FRANCECONNECT_CLIENT_ID=town"}, []string{
			"FRANCECONNECT_CLIENT_SECRET : manque : FranceConnect demande FRANCECONNECT_ISSUER, " +
				"FRANCECONNECT_CLIENT_ID et FRANCECONNECT_CLIENT_SECRET"}},
		"FranceConnect in the clear": {append(slices.Clone(production), "FRANCECONNECT_ISSUER=http://fc.example/api/v2",
			"FRANCECONNECT_CLIENT_ID=town", "FRANCECONNECT_CLIENT_SECRET=hunter2"),
			[]string{"FRANCECONNECT_ISSUER : une adresse https:// est obligatoire en production"}},
		"FranceConnect elsewhere": {[]string{"FRANCECONNECT_ISSUER=https://fc.example/?x=1",
			"FRANCECONNECT_CLIENT_ID=town", "FRANCECONNECT_CLIENT_SECRET=hunter2"},
			[]string{"FRANCECONNECT_ISSUER : seulement https://, le nom et le chemin, sans rien derrière"}},
		"port too low":  {[]string{"PORT=0"}, []string{"PORT : un nombre de 1 à 65535 est attendu"}},
		"port too high": {[]string{"PORT=65536"}, []string{"PORT : un nombre de 1 à 65535 est attendu"}},
		"a port elsewhere": {[]string{"REDIS_URL=redis://h:99999"},
			[]string{"REDIS_URL : le port est un nombre de 1 à 65535"}},
		"no host": {[]string{"DATABASE_URL=postgres:///x"},
			[]string{
				"DATABASE_URL : l'adresse est illisible (dans un mot de passe, les signes / ? # % @ : s'écrivent " +
					"%2F %3F %23 %25 %40 %3A)"}},
		"no file": {[]string{"DATABASE_URL=sqlite://"},
			[]string{"DATABASE_URL : le chemin du fichier manque, par exemple sqlite:///var/lib/cartable/ville.db"}},
		"a page as address": {[]string{"BASE_URL=https://ville.fr/portail"},
			[]string{"BASE_URL : seulement https:// et le nom du site, sans rien derrière"}},
		"nobody writes": {[]string{"SMTP_URL=smtp://mail.ville.fr"},
			[]string{"MAIL_FROM : une adresse de la ville est nécessaire pour écrire par SMTP_URL"}},
		"a strange payment": {[]string{"PAYFIP_SAISIE=A", "PAYFIP_ENDPOINT=payfip", "PAYFIP_PAGE=https://x/y?z=1",
			"PAYFIP_TEST_IN_PRODUCTION=peut-être"}, []string{
			"PAYFIP_ENDPOINT : une adresse http://… ou https://… est attendue",
			"PAYFIP_PAGE : seulement l'adresse de la page, sans rien derrière",
			"PAYFIP_SAISIE : T (test), X (activation) ou W (production) est attendu",
			"PAYFIP_TEST_IN_PRODUCTION : true ou false est attendu",
		}},
		"a test in production": {append(slices.Clone(production), "PAYFIP_SAISIE=T",
			"PAYFIP_ENDPOINT=http://payfip.example/x"), []string{
			"PAYFIP_ENDPOINT : une adresse https:// est obligatoire en production",
			"PAYFIP_SAISIE : en production, W est attendu. Pour un test ou une activation, ajoutez " +
				"PAYFIP_TEST_IN_PRODUCTION=true",
		}},
		"an activation in production": {append(slices.Clone(production), "PAYFIP_SAISIE=X",
			"PAYFIP_TEST_IN_PRODUCTION=true"), nil},
		"payment in production": {append(slices.Clone(production), "PAYFIP_SAISIE=W"), nil},
		"fine with sqlite": {[]string{"DATABASE_URL=sqlite://./town.db", "SMTP_URL=smtp://127.0.0.1:1025"},
			nil},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := LoadConfig(tc.environ)
			want := "configuration :\n  " + strings.Join(tc.want, "\n  ")
			switch {
			case tc.want == nil && err != nil:
				t.Error(err)
			case tc.want == nil:
			case err == nil:
				t.Error("accepted")
			case err.Error() != want:
				t.Errorf("got\n%s\nwant\n%s", err, want)
			}
			if err != nil && strings.Contains(err.Error(), "hunter2") {
				t.Error("a secret in", err)
			}
		})
	}
}

func TestSecretsStaySecret(t *testing.T) {
	c, err := LoadConfig(append(production, "REDIS_URL=redis://:hunter2@redis:6379",
		"DATABASE_URL=postgres://u:hunter2@db/cartable?password=hunter2&sslmode=require",
		"FRANCECONNECT_ISSUER=https://fc.example/api/v2", "FRANCECONNECT_CLIENT_ID=town",
		"FRANCECONNECT_CLIENT_SECRET=hunter2"))
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("start", "config", c)
	slog.New(slog.NewTextHandler(&log, nil)).Info("start", "config", &c)
	if !json.Valid([]byte(strings.SplitN(log.String(), "\n", 2)[0])) {
		t.Error(log.String())
	}
	all := fmt.Sprintf("%v %+v %#v %s %v %+v", c, c, c, c, &c, struct{ C Config }{c}) + log.String()
	for _, secret := range []string{"hunter2", key} {
		if strings.Contains(all, secret) {
			t.Errorf("%s in %s", secret, all)
		}
	}
	for _, shown := range []string{"postgres://u:•••@db/cartable?password=•••&sslmode=require",
		"redis://:•••@redis:6379", "smtps://town:•••@mail.ville.fr", "BASE_URL=https://portail.ville.fr"} {
		if !strings.Contains(c.String(), shown) {
			t.Errorf("%s is not in %s", shown, c)
		}
	}
}

// .env.example names every variable, and is itself a valid configuration.
func TestTheExampleIsComplete(t *testing.T) {
	text, err := os.ReadFile("../.env.example")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("config.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("`env:\"([A-Z_]+)\"").FindAllStringSubmatch(string(source), -1) {
		if !regexp.MustCompile(`(?m)^#? ?` + m[1] + "=").Match(text) {
			t.Error(m[1], "is not explained")
		}
	}
	var environ []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			environ = append(environ, line)
		}
	}
	if _, err := LoadConfig(environ); err != nil {
		t.Error(err)
	}
}
