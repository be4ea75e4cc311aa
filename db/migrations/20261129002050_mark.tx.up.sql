-- Which database this is, drawn once: what it leaves in a Redis that others use too bears it (db.Mark).
insert into settings (name, value) values ('database', {{if .Postgres}}gen_random_uuid()::text{{else}}lower(hex(randomblob(16))){{end}});
