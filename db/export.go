package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
)

// exported selects all data kept about a family and about one of its adults, under the names used in the file that they
// receive (RGPD, articles 15 and 20). A child in two families is exported with the actions of this family; the other
// adults of the child are not named. $1 is the family, $2 the account.
var exported = []struct{ name, query string }{
	{"compte", "select login as identifiant, created_at as cree_le, password_set_at as mot_de_passe_du from accounts " +
		"where id = $2 and $1 > 0"},
	{"responsable", "select name as nom, phone as telephone from guardians where account_id = $2 and family_id = $1"},
	{"textes_acceptes",
		"select kind as texte, version, at as accepte_le from consents where account_id = $2 and $1 > " +
			"0 order by at"},
	{"connexions_ouvertes", "select device as appareil, created_at as depuis, seen_at as vue_le from sessions where " +
		"account_id = $2 and $1 > 0 order by created_at"},
	{"actualites_lues", "select n.title as titre, g.read_at as lue_le from news_readings g join news n on n.id = " +
		"g.news_id where g.account_id = $2 and $1 > 0 order by g.read_at, n.id"},
	{"famille", "select code, civility as civilite, last_name as nom, first_name as prenom, resident as habitant, " +
		"address as adresse, phone as telephone from families where id = $1 and $2 > 0"},
	{"adresses_electroniques",
		"select position as rang, address as adresse, confirmed_at as confirmee_le, bounced_at " +
			"as refusee_le from family_emails where family_id = $1 and $2 > 0 order by position"},
	{"residences_anterieures",
		"select before_date as jusqu_au_jour_avant, resident as habitant from residences where " +
			"family_id = $1 and $2 > 0 order by before_date"},
	{"quotients",
		"select from_date as du, to_date as au, qf as quotient_centimes from quotients where family_id = $1 " +
			"and $2 > 0 order by from_date"},
	{"enfants", `select c.code, c.last_name as nom, c.first_name as prenom, c.birth_date as naissance, c.school as
		ecole, c.class as classe, c.diet as regime, c.allergies
		from family_children k join children c on c.id = k.child_id where k.family_id = $1 and $2 > 0 order by c.id`},
	{"demandes_de_regime", `select c.code as enfant, r.asked_at as demandee_le, r.diet as regime, r.allergies,
		r.state as etat, r.answer as reponse from diet_requests r join children c on c.id = r.child_id
		where r.family_id = $1 and $2 > 0 order by r.id`},
	{"sorties", `select c.code as enfant, p.kind as sorte, p.name as personne, p.link as lien, p.phone as telephone,
		coalesce(p.hour, '') as seul_des, p.from_date as du, p.to_date as au, p.at as demandee_le, p.state as etat,
		p.answer as reponse from pickups p join children c on c.id = p.child_id
		where p.family_id = $1 and $2 > 0 and p.kind <> 'barred' order by p.id`},
	{"gardes", `select c.code as enfant, g.from_date as du, g.to_date as au,
		coalesce(g.even_family_id = k.family_id, false) as semaines_paires_ici,
		coalesce(g.odd_family_id = k.family_id, false) as semaines_impaires_ici, g.changes as jour_du_changement
		from family_children k join children c on c.id = k.child_id join custodies g on g.child_id = c.id
		where k.family_id = $1 and $2 > 0 order by c.id, g.from_date, g.id`},
	{"inscriptions", `select c.code as enfant, a.name as activite, e.from_date as du, e.to_date as au from
		family_children k join children c on c.id = k.child_id
		join enrolments e on e.child_id = c.id join activities a on a.id = e.activity_id where k.family_id = $1 and $2 >
			0 order by c.id, e.from_date`},
	{"reservations", `select c.code as enfant, a.name as activite, r.date, r.state as etat, r.requested_at as
		demandee_le, r.transmitted as transmise, r.price as prix_centimes,
		r.quantity as quantite, coalesce(r.attendance, '') as pointage, r.attended as demi_heures_comptees,
		coalesce(r.arrived, '') as arrivee, coalesce(r.departed, '') as depart,
		r.late_fee as penalite_de_retard_centimes from reservations r join children c on c.id =
			r.child_id join activities a on a.id = r.activity_id
		where r.family_id = $1 and $2 > 0 order by r.date, r.id`},
	{"mouvements", `select m.id as numero, c.code as enfant, a.name as activite, m.date, m.kind as nature, m.origin as
		origine, m.at as valide_le, case when r.family_id = m.family_id then coalesce(m.outcome, '') else '' end as
		issue
		from movements m join reservations r on r.id = m.reservation_id join children c on c.id = m.child_id
		join activities a on a.id = m.activity_id where m.family_id = $1 and $2 > 0 order by m.id`},
	{"comptes_et_reglements", `select w.name as porte_monnaie, l.date, l.label as libelle, coalesce(c.code, '') as
		enfant, l.amount as montant_centimes, l.mode, l.number as numero, l.payer as payeur, l.bank as banque
		from ledger l join wallets w on w.id = l.wallet_id left join children c on c.id = l.child_id where l.family_id =
			$1 and $2 > 0 order by l.date, l.id`},
	{"courriels", "select created_at as cree_le, address as adresse, subject as objet, state as etat, body as texte " +
		"from mails where family_id = $1 and $2 > 0 order by id"},
	{"journal",
		"select at as le, action, subject as objet, was as avant, became as apres, reason as motif from audit " +
			"where family_id = $1 and $2 > 0 order by id"},
}

// Export passes on, table by table and row by row, all data kept about a family and about one of its adults. It calls
// start for each table; row gets a value for each column: text, a number, a boolean or nil. Its memory use does not
// grow with the data.
func (q Q) Export(ctx context.Context, familyID, accountID int64, start func(table string, columns []string) error,
	row func(values []any) error) error {
	for _, table := range exported {
		rows, err := q.rows(ctx, table.query, familyID, accountID)
		if err != nil {
			return fmt.Errorf("%s: %w", table.name, err)
		}
		err = exportRows(rows, table.name, start, row)
		rows.Close()
		if err != nil {
			return fmt.Errorf("%s: %w", table.name, err)
		}
	}
	return nil
}

// rows runs a query whose columns are not known beforehand.
func (q Q) rows(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	count(ctx)
	if !q.postgres {
		query = strings.ReplaceAll(query, "$", "?")
	}
	return q.raw.QueryContext(ctx, query, utc(args)...)
}

func exportRows(rows *sql.Rows, table string, start func(string, []string) error, row func([]any) error) error {
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	if err := start(table, columns); err != nil {
		return err
	}
	values, at := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		at[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(at...); err != nil {
			return err
		}
		for i, v := range values {
			switch v := v.(type) {
			case []byte:
				values[i] = string(v)
			case time.Time:
				values[i] = exportedTime(v)
			}
		}
		if err := row(values); err != nil {
			return err
		}
	}
	return rows.Err()
}

// exportedTime formats a day as a day and an instant as an instant.
func exportedTime(t time.Time) string {
	if t.Equal(t.Truncate(24 * time.Hour)) {
		return t.Format(time.DateOnly)
	}
	return t.UTC().Format(time.RFC3339)
}
