from importlib import import_module

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

# What is longer than these nobody mistypes or ticks, and no index would take it.
TERMS = """
CREATE FUNCTION signposting_terms(letters text, facets text[]) RETURNS TABLE (kind text, term text)
LANGUAGE sql IMMUTABLE AS $$
    SELECT 'word', word FROM unnest(string_to_array(letters, ' ')) AS piece
    CROSS JOIN LATERAL btrim(piece, '.,;:!?()\'\'"&/-') AS part (word) WHERE length(word) BETWEEN 3 AND 60
    UNION
    SELECT 'facet', facet FROM unnest(facets) AS facet WHERE length(facet) <= 200
$$;
CREATE FUNCTION signposting_note_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO signposting_indexterm (kind, term)
    SELECT new_ones.kind, new_ones.term FROM signposting_terms(NEW.letters, NEW.facets) AS new_ones
    WHERE NOT EXISTS (
        SELECT 1 FROM signposting_indexterm AS known WHERE known.kind = new_ones.kind AND known.term = new_ones.term
    );
    RETURN NULL;
END $$;
CREATE TRIGGER signposting_service_terms_new AFTER INSERT ON signposting_service FOR EACH ROW
    WHEN (NEW.state = 'listed') EXECUTE FUNCTION signposting_note_terms();
CREATE TRIGGER signposting_service_terms AFTER UPDATE ON signposting_service FOR EACH ROW
    WHEN (NEW.state = 'listed'
        AND (OLD.state, OLD.letters, OLD.facets) IS DISTINCT FROM (NEW.state, NEW.letters, NEW.facets))
    EXECUTE FUNCTION signposting_note_terms();
INSERT INTO signposting_indexterm (kind, term)
SELECT DISTINCT terms.kind, terms.term FROM signposting_service AS service
CROSS JOIN LATERAL signposting_terms(service.letters, service.facets) AS terms WHERE service.state = 'listed';
"""
NO_TERMS = """
DROP TRIGGER signposting_service_terms ON signposting_service;
DROP TRIGGER signposting_service_terms_new ON signposting_service;
DROP FUNCTION signposting_note_terms(); DROP FUNCTION signposting_terms(text, text[]);
"""

# A word is offered only where a listed entry is found by it now; of many that are alike, the twenty most alike.
SPELLINGS = """
CREATE OR REPLACE FUNCTION directory_spellings(typed text[])
RETURNS TABLE (word text, other text, is_known boolean)
LANGUAGE sql STABLE SET pg_trgm.similarity_threshold = 0.2 AS $$
    WITH asked AS (SELECT DISTINCT unnest(typed) AS word),
    seen AS (
        SELECT asked.word, near.term AS other FROM asked CROSS JOIN LATERAL (
            SELECT DISTINCT terms.term, similarity(terms.term, asked.word) AS alike
            FROM signposting_indexterm AS terms WHERE terms.kind = 'word' AND terms.term % asked.word
            ORDER BY alike DESC, terms.term LIMIT 20
        ) AS near
        WHERE EXISTS (
            SELECT 1 FROM signposting_service AS service
            WHERE service.search @@ plainto_tsquery('directory', near.term) AND service.state = 'listed'
        )
        UNION
        SELECT asked.word, part.other FROM asked, signposting_synonym synonym, unnest(synonym.terms) AS term,
        regexp_split_to_table(lower(term), '[^a-z0-9]+') AS part (other)
        WHERE length(part.other) > 2 AND similarity(asked.word, part.other) >= 0.2
    )
    SELECT seen.word, seen.other, seen.word = seen.other FROM seen
    UNION ALL
    SELECT asked.word, asked.word, true FROM asked WHERE EXISTS (
        SELECT 1 FROM signposting_service service
        WHERE service.search @@ plainto_tsquery('directory', asked.word) AND service.state = 'listed'
    )
$$;
"""
AS_BEFORE = import_module("signposting.migrations.0007_search_that_forgives").SPELLINGS


class Migration(migrations.Migration):

    dependencies = [
        ("signposting", "0015_a_hubs_own_phone"),
    ]

    operations = [
        migrations.CreateModel(
            name="IndexTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("word", "Word"), ("facet", "Facet")], max_length=5)),
                ("term", models.CharField(max_length=200)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kind", "term"], name="index_terms_by_kind"),
                    GinIndex(fields=["term"], name="index_terms_by_letters", opclasses=["gin_trgm_ops"]),
                ],
            },
        ),
        migrations.RunSQL(TERMS, NO_TERMS),
        migrations.RunSQL(SPELLINGS, "DROP FUNCTION directory_spellings(text[]);" + AS_BEFORE),
    ]
