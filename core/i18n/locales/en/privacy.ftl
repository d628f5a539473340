# What a resident is told about their own data.

privacy-notice = This conversation is kept for at most { $days } days after the last message, to answer you and to improve the service (Law 27/2022 on personal data protection). Please do not send ID or passport numbers or photos of documents. Write “delete my data” to delete it, “download my data” for a copy.

privacy-hidden = For your safety, { $what } in your message was hidden in the conversation history. There is no need to send such a number here.
privacy-hidden-nik = what looks like an ID number (NIK)
privacy-hidden-passport = the passport number
privacy-hidden-card = the card number

privacy-ask =
    Delete **all data of this conversation**? Your messages, the answers, your feedback and the assistant's memory will be deleted. This cannot be undone.

    Reports already passed on to an officer are not deleted.
privacy-yes = Yes, delete
privacy-no = Cancel
privacy-kept = All right, nothing was deleted.
privacy-gone = This message was deleted together with the data of this conversation, as asked.

privacy-receipt =
    The data of this conversation **has been deleted**.

    - Receipt number: **{ $number }**
    - Time: { DATETIME($at, dateStyle: "long", timeStyle: "short") }
    - Deleted: { $messages } messages, { $replies } answers, { $feedback } pieces of feedback
    - The assistant's memory: { $memory ->
        [forgotten] deleted
       *[queued] cannot be deleted right now; we keep trying until it is done
    }
    - Still kept: this receipt{ $kept ->
        [0] .
       *[other] {" "}and the reports for an officer ({ $cases }), because they still have to be dealt with.
    }

    The history on your own phone or device is not deleted; delete it in the app.

privacy-export =
    A copy of the data of this conversation can be **downloaded on the web**: { $address }

    It holds { $messages } messages, { $replies } answers and { $cases } reports for an officer since { DATETIME($since, dateStyle: "long") }. ID numbers stay hidden.

    Anyone who has that address can read it, so do not pass it on. To delete the data, write “delete my data”.
