# What a tablet shows an enumerator after sending: what happened, and what to do next.

openrosa-received = The form has been received and recorded. Nothing more to do.
openrosa-received-findings = { $count ->
    [one] The form has been received and recorded. One answer looks doubtful: your supervisor can see it and will tell you if a visit is needed.
   *[other] The form has been received and recorded. { $count } answers look doubtful: your supervisor can see them and will tell you if a visit is needed.
}
openrosa-held = The form has been received and is safe. An officer must look at it before it is recorded. Nothing more to do; do not fill it in again.
openrosa-refused = The form has been received and is kept, but nothing was recorded: { $why } Do not fill it in again before then.
openrosa-quarantined = The form has been received and is safe, but this version of the form is not published yet. It will be recorded when it is. Do not fill it in again; get the latest forms before the next household.
openrosa-replayed = This form had been received before. Nothing was recorded twice. Nothing more to do.

submission-xml-malformed = The form did not arrive whole. Keep this form on the tablet and send it again. If it is refused again, show it to your supervisor.
submission-xml-not_utf8 = The form arrived in an unknown alphabet. Keep this form on the tablet and show it to your supervisor.
submission-xml-doctype = The form holds something that a form must not hold. Keep this form on the tablet and show it to your supervisor.
submission-xml-entity = The form holds something that a form must not hold. Keep this form on the tablet and show it to your supervisor.
submission-xml-too_deep = The form is not built like one of ours. Keep this form on the tablet and show it to your supervisor.
submission-xml-too_many_elements = The form has more answers than any interview. Keep this form on the tablet and show it to your supervisor.
submission-xml-too_long = The form is too long to be read. Keep this form on the tablet and show it to your supervisor.
submission-no_instance_id = The form has no identification, so it cannot be told from others. Keep this form on the tablet and show it to your supervisor.
submission-no_form_id = The form does not say which questionnaire it is. Keep this form on the tablet and show it to your supervisor.
submission-unknown_form = The registry does not have this questionnaire. Keep this form on the tablet, get the latest forms, and ask your supervisor whether the tablet is set up for the right registry.
submission-closed_form = This questionnaire takes no more forms. Keep this form on the tablet and ask your supervisor when it will be opened.
submission-other_content = A different form with the same identification has been received before. Keep this form on the tablet and show it to your supervisor: one of the two must be filled in anew.
submission-out_of_date = The form that this one corrects has been corrected since. Keep this form on the tablet, ask your supervisor for the newest one, and correct that.
submission-unknown_original = This form corrects a form that has not arrived yet. Keep this form on the tablet, send the first form, then send this one again.
submission-other_sender = This form corrects a form that somebody else sent. Keep this form on the tablet and ask your supervisor: only the first sender can correct it.
submission-too_large = The form with its photographs is too large. Keep this form on the tablet, take the photographs again in a smaller size, and send it again.
submission-multipart = The form did not arrive whole. Keep this form on the tablet and send it again where the connection is better.
submission-no_xml = The photographs arrived without the form. Keep this form on the tablet and send it again.

credential-unknown = The registry does not know this tablet. Keep your forms on the tablet and ask your supervisor for a new settings code to scan.
credential-expired = The permission of this tablet has ended. Keep your forms on the tablet and ask your supervisor for a new settings code to scan; the forms can be sent afterwards.
credential-revoked = The permission of this tablet has been withdrawn. Keep your forms on the tablet and go to your supervisor.
credential-other_device = This settings code belongs to another tablet. Keep your forms on the tablet and ask your supervisor for a code of your own.

store = The registry cannot take forms at this moment. Keep this form on the tablet and send it again in a few minutes.
