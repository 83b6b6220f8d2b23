"""Who may open what: one line for every address, and the gate reads it (DESIGN, law 7).

An address that is missing here does not exist. A namespace may be covered as a whole: `admin:*`.
"""

from groupsite.accounts.roles import Role
from groupsite.kit.guards import ENROLLING, PUBLIC, SIGNED_IN, Access, roles

PARENT = roles(Role.PARENT)
VOLUNTEER = roles(Role.VOLUNTEER, Role.CHAMPION)
LEADER = roles(Role.LEADER, Role.COORDINATOR)
COORDINATOR = roles(Role.COORDINATOR)
REVIEWER = roles(Role.REVIEWER, Role.COORDINATOR, Role.ADMINISTRATOR)
SAFEGUARDING = roles(Role.SAFEGUARDING)
ADMINISTRATOR = roles(Role.ADMINISTRATOR)
DATA = roles(Role.COORDINATOR, Role.SAFEGUARDING)

PORTAL: dict[str, Access] = {
    "portal:front": PUBLIC,
    "portal:health": PUBLIC,
    "portal:home": SIGNED_IN,
    "portal:privacy": PUBLIC,
    "portal:accessibility": PUBLIC,
    "portal:people": ADMINISTRATOR,
    "portal:person": ADMINISTRATOR,
    "portal:watch": roles(Role.ADMINISTRATOR, Role.COORDINATOR),
    "portal:families": LEADER,
    "portal:family": LEADER,
    "portal:family_health": LEADER,
    "portal:family_word": COORDINATOR,
    "portal:buddies": LEADER,
    "portal:buddy_suggest": LEADER,
    "portal:buddy_newcomer_said_yes": LEADER,
    "portal:buddy_said_yes": LEADER,
    "portal:buddy_met": LEADER,
    "portal:buddy_swap": LEADER,
    "portal:buddy_end": LEADER,
    "portal:buddy_instead": LEADER,
    "portal:offer_face": PARENT,
    "portal:attendance": LEADER,
    "portal:attendance_csv": LEADER,
    "portal:my_data": SIGNED_IN,
    "portal:download": SIGNED_IN,
    "portal:delete_me": SIGNED_IN,
    "portal:ask_about_data": SIGNED_IN,
    "portal:requests": DATA,
    "portal:request": DATA,
    "portal:erase_family": DATA,
    "portal:hold": DATA,
    "portal:end_hold": DATA,
    "portal:forgetting": roles(Role.COORDINATOR, Role.SAFEGUARDING, Role.ADMINISTRATOR),
    "portal:try_forgetting": roles(Role.COORDINATOR, Role.SAFEGUARDING, Role.ADMINISTRATOR),
    "portal:agree_forgetting": DATA,
    "portal:demo": PUBLIC,  # these three are there only in the demo
    "portal:demo_be": PUBLIC,
    "portal:demo_letters": PUBLIC,
    "admin:*": ADMINISTRATOR,
}

NEWCOMERS: dict[str, Access] = {
    "portal:newcomers": LEADER,
    "portal:newcomer_word": LEADER,
    "portal:newcomer_spoke": LEADER,
    "portal:lapsed": LEADER,
    "portal:lapsed_family": LEADER,
    "portal:goodbyes": LEADER,
    "portal:said_goodbye": LEADER,
    "portal:has_left": LEADER,
    "families:first_visit": PARENT,
}

SIGN_IN: dict[str, Access] = {
    "again": SIGNED_IN,
    "account_login": PUBLIC,
    "account_signup": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_email_verification_sent": PUBLIC,
    "account_request_login_code": PUBLIC,
    "account_confirm_login_code": PUBLIC,
    "account_reset_password": PUBLIC,
    "account_confirm_password_reset_code": PUBLIC,
    "account_complete_password_reset": PUBLIC,
    "account_password_reset_completed": PUBLIC,
    "account_reauthenticate": ENROLLING,
    "account_email": ENROLLING,
    "account_change_password": ENROLLING,
    "account_set_password": ENROLLING,
    "usersessions_list": SIGNED_IN,
    "mfa_authenticate": PUBLIC,
    "mfa_login_webauthn": PUBLIC,
    "mfa_index": ENROLLING,
    "mfa_reauthenticate": ENROLLING,
    "mfa_reauthenticate_webauthn": ENROLLING,
    "mfa_activate_totp": ENROLLING,
    "mfa_deactivate_totp": ENROLLING,
    "mfa_view_recovery_codes": ENROLLING,
    "mfa_generate_recovery_codes": ENROLLING,
    "mfa_download_recovery_codes": ENROLLING,
    "mfa_list_webauthn": ENROLLING,
    "mfa_add_webauthn": ENROLLING,
    "mfa_edit_webauthn": ENROLLING,
    "mfa_remove_webauthn": ENROLLING,
}

FAMILIES: dict[str, Access] = {
    "families:imports": COORDINATOR,
    "families:import_template": COORDINATOR,
    "families:import": COORDINATOR,
    "families:import_columns": COORDINATOR,
    "families:import_row": COORDINATOR,
    "families:import_skip": COORDINATOR,
    "families:import_take": COORDINATOR,
    "families:import_left": COORDINATOR,
    "families:join": PUBLIC,
    "families:question": SIGNED_IN,
    "families:children": SIGNED_IN,
    "families:add_child": SIGNED_IN,
    "families:child": SIGNED_IN,
    "families:remove_child": SIGNED_IN,
    "families:check": SIGNED_IN,
    "families:joined": SIGNED_IN,
    "families:mine": PARENT,
    "families:add_adult": PARENT,
    "families:carer": PARENT,
    "families:invite_adult": PARENT,
    "families:rights": PARENT,
    "families:remove_adult": PARENT,
    "families:pass_on": PARENT,
    "families:leave": PARENT,
    "families:child_leaves": PARENT,
    "families:address": PARENT,
    "families:protected": SAFEGUARDING,
    "families:protected_address": SAFEGUARDING,
    "families:ways_to_invite": PARENT,
    "families:invite": PARENT,
    "families:take_back_invitation": PARENT,
    "families:end_helper": PARENT,
    "families:invited": PUBLIC,  # the letter's link; it tells nobody else more than a first name
    "families:new_child": PARENT,
    "families:change_child": PARENT,
    "families:fact": PARENT,
    "families:more": PARENT,
    "families:carer_part": PARENT,
    "families:about_child": PARENT,
    "families:take_back_about_child": PARENT,
    "families:still_right": PARENT,
    "families:choices": PARENT,
    "families:choose": PARENT,
    "families:choices_of_family": LEADER,
    "families:note_choice": LEADER,
    "families:buddy": PARENT,
    "families:buddy_answer": PARENT,
}

SESSIONS: dict[str, Access] = {
    "sessions:timetable": PUBLIC,
    "sessions:session": PUBLIC,
    "sessions:calendar": PUBLIC,
    "sessions:book": PARENT,
    "sessions:booking": PARENT,
    "sessions:booking_calendar": PARENT,
    "sessions:give_up": PARENT,
    "sessions:take_offer": PARENT,
    "sessions:today": LEADER,
    "sessions:register": LEADER,
    "sessions:tick": LEADER,
    "sessions:rest": LEADER,
    "sessions:door": LEADER,
    "sessions:new_family": LEADER,
    "sessions:cancel": LEADER,
}

SIGNPOSTING: dict[str, Access] = {
    "signposting:directory": PUBLIC,
    "signposting:service": PUBLIC,
    "signposting:feed_root": PUBLIC,
    "signposting:feed_services": PUBLIC,
    "signposting:feed_service": PUBLIC,
    "signposting:desk": REVIEWER,
    "signposting:question": REVIEWER,
    "signposting:desk_service": REVIEWER,
    "signposting:preview": REVIEWER,
    "signposting:decide_service": REVIEWER,
    "signposting:check_service": REVIEWER,
    "signposting:change_field": REVIEWER,
    "signposting:decide_pair": REVIEWER,
    "signposting:decide_loss": REVIEWER,
    "signposting:sources": REVIEWER,
    "signposting:source_add": REVIEWER,
    "signposting:source": REVIEWER,
    "signposting:source_read": REVIEWER,
    "signposting:source_terms": REVIEWER,
}

VOLUNTEERS: dict[str, Access] = {
    "volunteers:rota": VOLUNTEER,
    "volunteers:take": VOLUNTEER,
    "volunteers:withdraw": VOLUNTEER,
    "volunteers:gaps": LEADER,
    "volunteers:needs": LEADER,
    "volunteers:end_need": LEADER,
    "volunteers:help": PUBLIC,
    "volunteers:helped": PUBLIC,
    "volunteers:enquiries": LEADER,
    "volunteers:answer": LEADER,
}

TABLE = PORTAL | NEWCOMERS | SIGN_IN | FAMILIES | SESSIONS | SIGNPOSTING | VOLUNTEERS
