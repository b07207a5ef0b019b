from django.db import migrations

# Words come folded and parted by spaces, hence the plainest tokenizers: both databases keep them
# as they are. Should the table ever be made anew, its triggers must be, too.
SQLITE = [
    """CREATE VIRTUAL TABLE search_words USING fts5(
        words, content='search_document', content_rowid='id', tokenize='ascii', detail=none,
        prefix='3 4'
    )""",
    """CREATE TRIGGER search_document_added AFTER INSERT ON search_document BEGIN
        INSERT INTO search_words (rowid, words) VALUES (new.id, new.words);
    END""",
    """CREATE TRIGGER search_document_deleted AFTER DELETE ON search_document BEGIN
        INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', old.id, old.words);
    END""",
    """CREATE TRIGGER search_document_changed AFTER UPDATE OF words ON search_document BEGIN
        INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', old.id, old.words);
        INSERT INTO search_words (rowid, words) VALUES (new.id, new.words);
    END""",
    "INSERT INTO search_words (search_words) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER search_document_added",
    "DROP TRIGGER search_document_deleted",
    "DROP TRIGGER search_document_changed",
    "DROP TABLE search_words",
]
POSTGRESQL = [
    """ALTER TABLE search_document ADD COLUMN vector tsvector
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED""",
    "CREATE INDEX search_document_vector ON search_document USING gin (vector)",
]
POSTGRESQL_BACK = ["ALTER TABLE search_document DROP COLUMN vector"]


def run(on_postgresql, on_sqlite):
    def change(apps, schema_editor):
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        for statement in on_postgresql if is_postgresql else on_sqlite:
            schema_editor.execute(statement)

    return change


class Migration(migrations.Migration):
    dependencies = [("search", "0001_documents")]

    operations = [
        migrations.RunPython(run(POSTGRESQL, SQLITE), run(POSTGRESQL_BACK, SQLITE_BACK)),
    ]
