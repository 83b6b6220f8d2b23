"""What was agreed to, when and how, stays as it was written. Erasing a family removes the line or blanks who it was."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION families_refuse_consent_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.purpose, NEW.version, NEW.words, NEW.language, NEW.given, NEW.how, NEW.at)
        IS DISTINCT FROM (OLD.purpose, OLD.version, OLD.words, OLD.language, OLD.given, OLD.how, OLD.at)
        OR (NEW.carer_id IS NOT NULL AND NEW.carer_id IS DISTINCT FROM OLD.carer_id)
    THEN RAISE EXCEPTION 'a consent is never changed: write a new line'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER families_consent_unchanged BEFORE UPDATE ON families_consent
    FOR EACH ROW EXECUTE FUNCTION families_refuse_consent_change();
"""
ALLOW = """
DROP TRIGGER families_consent_unchanged ON families_consent;
DROP FUNCTION families_refuse_consent_change();
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0002_what_families_tell_us")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
