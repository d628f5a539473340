# Web chat, full page and plain page. Simple messages only: they travel as ready strings.
# %date% and %seconds% are filled in by the browser.

## The chat

widget-title = Tanya Imigrasi
widget-open = Open Tanya Imigrasi
widget-close = Close the chat
widget-log = Conversation
widget-input = Write your question
widget-placeholder = Write your question here
widget-send = Send
widget-menu = Topic menu
widget-topics = Pick a topic, or write your own question
widget-language = Language
widget-you = You
widget-typing = Looking for the answer…
widget-new-reply = There is a new reply
widget-choices = Possible answers

## State of a message and of the connection

widget-sending = Sending…
widget-queued = Waiting for a connection
widget-waiting = Too many messages. Sending again in %seconds% seconds
widget-failed = Not sent yet
widget-too-long = The message is too long. Please shorten it.
widget-rejected = This message could not be read. Please put it in other words.
widget-retry = Send again
widget-edit = Change
widget-offline = No connection. Go on writing: messages are kept and sent once you are back online.
widget-online = Back online

## Under an answer

widget-sources = Where this comes from
widget-verified = Checked %date%
widget-overdue = This information is due for a new check. Please confirm with the office before you travel.
widget-helpful = Was this helpful?
widget-thumb-up = Yes, helpful
widget-thumb-down = Not helpful
widget-feedback-good = What helped most? (optional)
widget-feedback-bad = What is missing or wrong? (optional)
widget-feedback-send = Send feedback
widget-feedback-thanks = Thank you, your feedback is noted.

## Kinds of replies

widget-kind-clarify = Which one do you mean?
widget-kind-form = One detail needed
widget-kind-queue = Queue
widget-kind-status = Status
widget-kind-handoff = Passed on to an officer
widget-kind-emergency = Emergency
widget-kind-out-of-scope = Not an immigration office matter
widget-kind-fallback = No certain answer yet
widget-kind-notice = Notice

## History on the device

widget-clear = Delete the history on this device
widget-clear-ask = The whole conversation on this device will be deleted. Go on?
widget-clear-yes = Yes, delete
widget-clear-no = Cancel
widget-cleared = The history on this device has been deleted

## Full page

widget-page-skip = Skip to the conversation
widget-page-heading = Ask first, then travel
widget-page-lead = Passports, stay permits, fees, documents: ask in your own words. Free answers, at any hour.
widget-page-point-official = Answers from the office's own documents, with source and date of the last check
widget-page-point-honest = If we do not know, we say so and pass you to an officer
widget-page-point-private = Do not send ID numbers, passport numbers or photos of documents unless asked
widget-page-plain-link = Slow connection? Use the simple page

## Plain page without JavaScript

widget-plain-heading = Tanya Imigrasi, simple page
widget-plain-lead = This page is light and works on every phone. Write your question, then press Send.
widget-plain-label = Question
widget-plain-example = Example: what do I need for a new passport
widget-plain-topics = Often asked
widget-plain-history = Conversation
widget-plain-full-link = Open the full page
