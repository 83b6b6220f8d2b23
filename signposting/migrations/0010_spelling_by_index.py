"""Words like the one typed are looked for by the index of threes of letters, and not row by row."""

from django.db import migrations

SPELLINGS = """
CREATE OR REPLACE FUNCTION directory_spellings(typed text[]) RETURNS TABLE (word text, other text, is_known boolean)
LANGUAGE sql STABLE SET pg_trgm.word_similarity_threshold = 0.35 SET enable_seqscan = off AS $$
    WITH asked AS (SELECT DISTINCT unnest(typed) AS word),
    seen AS (
        SELECT asked.word, part.other FROM asked
        CROSS JOIN LATERAL (
            -- OFFSET 0 keeps the index of states out of it, which would weigh the letters of every listed service.
            SELECT letters, state FROM signposting_service WHERE letters %> asked.word OFFSET 0
        ) AS near
        CROSS JOIN LATERAL unnest(string_to_array(near.letters, ' ')) AS piece
        CROSS JOIN LATERAL btrim(piece, '.,;:!?()''"&/-') AS part (other)
        WHERE near.state = 'listed'
        UNION
        SELECT asked.word, part.other FROM asked, signposting_synonym synonym, unnest(synonym.terms) AS term,
        regexp_split_to_table(lower(term), '[^a-z0-9]+') AS part (other)
    )
    SELECT seen.word, seen.other, seen.word = seen.other FROM seen
    WHERE length(seen.other) > 2 AND similarity(seen.word, seen.other) >= 0.2
    UNION ALL
    SELECT asked.word, asked.word, true FROM asked WHERE EXISTS (
        SELECT 1 FROM signposting_service service
        WHERE service.search @@ plainto_tsquery('directory', asked.word) AND service.state = 'listed'
    )
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("signposting", "0009_internal_entries_and_people")]

    operations = [migrations.RunSQL(SPELLINGS, migrations.RunSQL.noop)]
