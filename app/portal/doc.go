// Package portal contains the use cases of families, one in each file. Each reads facts from db, applies the rules of
// app/domain, saves, and queues follow-up work in the outbox, in one transaction. It has no HTTP code. Start with Month
// (the calendar), Save (a tap), Recap and Validate.
//
// # A tap
//
//  1. The parent ticks Tuesday. The browser paints it at once (the cell is a checkbox; static/app.css), and 250 ms
//     later htmx posts the whole month to POST /reservations/brouillon. Without JavaScript the same form posts to the
//     same address.
//  2. app/web/routes.go allows the route to guardians; admit in app/web/site/admit.go checks the session, the role and
//     the form token.
//  3. SaveDraft in app/web/family/month.go reads the form into Boxes: days that could be ticked, and those that are.
//  4. save.go locks the draft, reads the facts (portal.go, month.go; a fixed number of queries in db/family.go and
//     db/slots.go), calls app/domain/booking for the state of each day (judge.go) and the effect of the box, and saves
//     the difference. Nothing is booked and no place is reserved; the same boxes sent twice change nothing. A box that
//     is unchanged since the server's last answer requests nothing, so a second tab or device undoes nothing; a page
//     that is shown again reloads the current state.
//  5. views/family/month.html renders month#saved: the recap bar, the text for screen readers, and a cell only if the
//     server disagrees. Under 2 kB. Without JavaScript: a 303 back to the month.
//  6. Vérifier shows the recap (recap.go): Facts.Treat processes the lines as the validation will. Valider
//     (validate.go) processes them again, in one transaction that locks draft, children and slots in that order, and
//     counts places while it holds the locks. Changes since the recap are reported line by line. The draft's revision
//     is the key that makes the same validation, sent twenty times, happen once.
//
// Without a chosen activity the month sums each day over all activities (overview.go), a day opens with a checkbox for
// each (day.go), and new days are copied to a sibling (copy.go). When another family takes the last place, open
// calendars are updated within two seconds (fresh.go): one small query a second for all the calendars of a process, and
// an event stream.
//
// # The money of a family
//
//  1. /solde reads the reservations not debited (db/estimate.go, an index of these days alone), prices each day by the
//     tariff and the QF in force on it (balance.go), and computes the balance night by night
//     (app/domain/wallet/forecast.go): when a category closes, and the smallest payment that keeps it open. The curve
//     is an SVG of attributes (app/web/family/curve.go); its numbers are also in a table.
//  2. /historique reads a month or a period by the index ledger_history (history.go); app/web/site/spreadsheet.go
//     exports it, and any other list, as CSV and XLSX. Each payment has a receipt with a code
//     (app/web/family/receipt.go) that anybody can check at /recu.
//  3. A tax statement certifies care that was paid (statements.go): in each wallet money pays for the oldest
//     consumptions first, and a cent counts in the year in which it was both paid and consumed
//     (app/domain/wallet/settle.go). app/domain/town/nature.go defines what is care and what is food. Imported lines
//     name no child, and are not certified.
//  4. A worker makes the statements of all families: app/treasury/tax_run.go.
package portal
