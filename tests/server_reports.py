"""Reports of mail servers in some thirty formats, made up here after what is documented of each: none was copied.

All are about the letter to Acme. What each is to be taken for stands beside it: gone for good, for a while, the fault
of the sender's own account, or no failure at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mailed import message_id

Kind = Literal["bounced", "deferred", "stopped", "note", "received"]
How = Literal["attached", "headers", "below", "none"]
TO = "privacy@acme.example.org"
LETTER = f"""Date: Mon, 23 Nov 2026 10:00:00 +0000
Message-ID: {message_id("acme")}
From: Sam Specimen <sam@example.org>
To: {TO}
Subject: Request about my personal information [UB-7F3K2Q8Z]
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
"""
BODY = "Please delete what you hold about me. If an address does not exist any more, or a mailbox is full, tell me."
DAEMON = "MAILER-DAEMON@mx.example.net"


@dataclass(frozen=True)
class Report:
    """One report."""

    format: str
    kind: Kind
    text: str
    fields: str = ""
    """Of its machine-readable part, if it has one."""
    sender: str = f"Mail Delivery System <{DAEMON}>"
    subject: str = "Undelivered Mail Returned to Sender"
    how: How = "attached"
    """How it gives back the letter."""
    mark: str = ""
    """What stands above it."""
    more: str = "Return-Path: <>\n"
    """Further headers."""
    part: str = "message/delivery-status"

    def mail(self, number: int) -> bytes:
        """The whole mail."""
        head = f"{self.more}Received: from mx.example.net by mail.example.org; Tue, 24 Nov 2026 09:12:31 +0000\n"
        head += f"From: {self.sender}\n" if self.sender else ""
        head += f"To: sam@example.org\nSubject: {self.subject}\nDate: Tue, 24 Nov 2026 09:12:30 +0000\n"
        head += f"Message-ID: <report-{number}@mx.example.net>\nMIME-Version: 1.0\n"
        if self.fields or self.how in ("attached", "headers"):
            return (head + self._parts()).encode()
        below = f"\n{self.mark}\n\n{LETTER}\n{BODY}\n" if self.how == "below" else ""
        return f"{head}Content-Type: text/plain; charset=utf-8\n\n{self.text}\n{below}".encode()

    def _parts(self) -> str:
        parts = [("text/plain; charset=utf-8", f"{self.text}\n")]
        if self.fields:
            parts.append((self.part, f"{self.fields}\n"))
        if self.how == "attached":
            parts.append(("message/rfc822", f"{LETTER}\n{BODY}\n"))
        if self.how == "headers":
            parts.append(("text/rfc822-headers", LETTER))
        kind = "multipart/report; report-type=delivery-status" if self.fields else "multipart/mixed"
        body = "".join(f"--=_b\nContent-Type: {part}\n\n{content}\n" for part, content in parts)
        return f'Content-Type: {kind}; boundary="=_b"\n\n{body}--=_b--\n'


def dsn(status: str, diagnostic: str = "", action: str = "failed", to: str = f"rfc822; {TO}") -> str:
    """The fields of a standard report."""
    lines = ["Reporting-MTA: dns; mx.example.net", "", f"Final-Recipient: {to}", f"Action: {action}", f"Status: {status}"]
    return "\n".join([*lines, *([f"Diagnostic-Code: {diagnostic}"] if diagnostic else [])])


def _postfix(kind: Kind, status: str, said: str, how: How = "attached") -> Report:
    text = f"This is the mail system at host mx.example.net.\n\nYour message could not be delivered.\n\n<{TO}>: {said}"
    return Report("Postfix", kind, text, dsn(status, f"smtp; {said}"), how=how)


def _gmail(kind: Kind, status: str, said: str, subject: str = "Delivery Status Notification (Failure)") -> Report:
    text = f"** Address not found **\n\nYour message wasn't delivered to {TO}.\n\nThe response was:\n\n{said}"
    sender = "Mail Delivery Subsystem <mailer-daemon@googlemail.com>"
    more = f"Return-Path: <>\nX-Failed-Recipients: {TO}\n"
    return Report("Gmail", kind, text, dsn(status, f"smtp; {said}"), sender, subject, more=more)


def _exchange(kind: Kind, status: str, said: str, text: str = "Delivery has failed to these recipients or groups:") -> Report:
    sender = "Microsoft Outlook <MicrosoftExchange329e@acme.onmicrosoft.example>"
    words = f"{text}\n\n{TO}\n\nDiagnostic information for administrators:\n\nRemote Server returned '{said}'"
    return Report("Exchange 365", kind, words, dsn(status, f"smtp;{said}"), sender, "Undeliverable: Request")


def _exim(kind: Kind, said: str, how: How = "below") -> Report:
    text = (
        "This message was created automatically by mail delivery software.\n\nA message that you sent could not be "
        "delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n"
        f"  {TO}\n    {said}"
    )
    more = f"Return-path: <>\nX-Failed-Recipients: {TO}\nAuto-Submitted: auto-replied\n"
    mark = "------ This is a copy of the message, including all the headers. ------"
    subject = "Mail delivery failed: returning message to sender"
    return Report("Exim", kind, text, subject=subject, how=how, mark=mark, more=more)


def _qmail(kind: Kind, said: str) -> Report:
    text = (
        "Hi. This is the qmail-send program at relay.example.net.\nI'm afraid I wasn't able to deliver your message to "
        "the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        f"<{TO}>:\n{said}"
    )
    return Report(
        "qmail", kind, text, sender="MAILER-DAEMON@relay.example.net", subject="failure notice", how="below",
        mark="--- Below this line is a copy of the message.",
    )  # fmt: skip


def _sendmail(kind: Kind, said: str, fields: str = "") -> Report:
    text = (
        "The original message was received at Mon, 23 Nov 2026 10:00:00 GMT\nfrom localhost [127.0.0.1]\n\n"
        f"   ----- The following addresses had permanent fatal errors -----\n<{TO}>\n\n"
        f"   ----- Transcript of session follows -----\n{said}"
    )
    name = "Sendmail" if fields else "Sendmail 5"
    how: How = "attached" if fields else "below"
    mark = "   ----- Unsent message follows -----"
    return Report(name, kind, text, fields, "Mail Delivery Subsystem <MAILER-DAEMON>", "Returned mail: see transcript", how, mark)


def _plain(
    name: str, kind: Kind, text: str, sender: str = DAEMON, subject: str = "Undeliverable mail", mark: str = "",
    more: str = "Return-Path: <>\n", how: How = "below",
) -> Report:  # fmt: skip
    return Report(name, kind, text, sender=sender, subject=subject, how=how, mark=mark, more=more)


def _of_standard_servers() -> Iterator[Report]:
    yield _postfix("bounced", "5.1.1", f"550 5.1.1 <{TO}>: Recipient address rejected: User unknown in relay recipient table")
    yield _postfix("bounced", "5.4.4", "Host or domain name not found. Name service error for name=acme.example.org type=A: Host not found", "headers")
    yield _postfix("bounced", "5.1.0", "Domain acme.example.org does not accept mail (nullMX)")
    yield _postfix("deferred", "4.4.1", "connect to mx.acme.example.org[192.0.2.7]:25: Connection timed out")
    yield _postfix("deferred", "5.2.2", "552 5.2.2 Over quota")
    yield _postfix("deferred", "4.4.3", "Host or domain name not found. Name service error for name=acme.example.org type=MX: Host not found, try again")
    yield _postfix("stopped", "5.7.1", "554 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using zen.example.net")
    yield _postfix("stopped", "5.1.8", "553 5.1.8 <sam@example.org>: Sender address rejected: Domain not found")
    yield _postfix("stopped", "5.3.4", "552 5.3.4 Message size exceeds fixed limit")
    yield _postfix("bounced", "5.7.1", f"554 5.7.1 <{TO}>: Relay access denied")
    yield _gmail("bounced", "5.1.1", "550-5.1.1 The email account that you tried to reach does not exist. Please try\n 550-5.1.1 double-checking the address 550 5.1.1 - gsmtp")
    yield _gmail("bounced", "5.2.1", "550 5.2.1 The email account that you tried to reach is disabled. - gsmtp")
    yield _gmail("deferred", "5.2.2", "552-5.2.2 The email account that you tried to reach is over quota and inactive. - gsmtp")
    yield _gmail("stopped", "5.7.26", "550-5.7.26 This mail has been blocked because the sender is unauthenticated. - gsmtp")
    yield _gmail("stopped", "5.7.1", "550-5.7.1 Our system has detected that this message is likely unsolicited mail. - gsmtp")
    yield _gmail("deferred", "5.2.1", "450 4.2.1 The user you are trying to contact is receiving mail too quickly. - gsmtp")
    yield _exchange("bounced", "5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient privacy not found by SMTP address lookup")
    yield _exchange("bounced", "5.4.1", f"550 5.4.1 Recipient address rejected: Access denied. AS(201806281) [{TO}]")
    yield _exchange("bounced", "5.4.310", "550 5.4.310 DNS domain acme.example.org does not exist [Message=InfoDomainNonexistent]")
    yield _exchange("stopped", "5.7.133", "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required")
    yield _exchange("stopped", "5.7.509", "550 5.7.509 Access denied, sending domain example.org does not pass DMARC verification")
    yield _exchange("deferred", "4.4.7", "550 4.4.7 QUEUE.Expired; message expired")
    yield _exchange("bounced", "5.1.1", "550 5.1.1 RESOLVER.ADR.RecipNotFound; not found", "Échec de la remise pour ces destinataires ou groupes :")
    yield _exim("bounced", "host mx.acme.example.org [192.0.2.7]\n    SMTP error from remote mail server after RCPT TO:\n    550 5.1.1 unknown or invalid mailbox")
    yield _exim("bounced", "all relevant MX records point to non-existent hosts")
    yield _exim("deferred", "SMTP error from remote mail server after RCPT TO:\n    452 4.2.2 mailbox full: retry timeout exceeded")
    yield _exim("stopped", "SMTP error from remote mail server after end of data:\n    550 This message was classified as SPAM and may not be delivered")
    yield _qmail("bounced", "192.0.2.7 does not like recipient.\nRemote host said: 550 sorry, no mailbox here by that name (#5.1.1 - chkuser)")
    yield _qmail("bounced", "Sorry, I couldn't find any host named acme.example.org. (#5.1.2)")
    yield _qmail("deferred", "I'm not going to try again; this message has been in the queue too long.\nSorry, I wasn't able to establish an SMTP connection. (#4.4.1)")
    yield _qmail("stopped", "Connected to 192.0.2.7 but sender was rejected.\nRemote host said: 553 sorry, your envelope sender is in my badmailfrom list (#5.7.1)")
    yield _sendmail("bounced", f"... while talking to mx.acme.example.org.:\n>>> RCPT To:<{TO}>\n<<< 550 5.1.1 no such person\n550 5.1.1 <{TO}>... User unknown", dsn("5.1.1", "SMTP; 550 5.1.1 no such person"))
    yield _sendmail("bounced", f"While talking to mx.acme.example.org:\n>>> RCPT To:<{TO}>\n<<< 550 Unknown user\n550 <{TO}>... User unknown")
    yield _sendmail("bounced", "550 5.1.2 acme.example.org... Host unknown (Name server: host not found)", dsn("5.1.2", "X-Unix; 68"))
    yield _sendmail("deferred", "Deferred: Operation timed out with mx.acme.example.org.\nMessage could not be delivered for 5 days\nMessage will be deleted from queue", dsn("4.4.7"))


def _of_odd_servers() -> Iterator[Report]:
    yield _plain("Exchange 5.5", "bounced", f"Your message\n\n  To:      {TO}\n  Subject: Request\n  Sent:    Mon, 23 Nov 2026 10:00:00 +0000\n\ndid not reach the following recipient(s):\n\n{TO} on Mon, 23 Nov 2026\n    The recipient name is not recognized\n    MSEXCH:IMS:Acme:HQ:MAIL 0 (000C05A6) Unknown Recipient", "System Administrator <postmaster@acme.example.org>", "Undeliverable: Request")
    yield _plain("Exchange 2003", "bounced", f"Your message did not reach some or all of the intended recipients.\n\n  {TO} on 24.11.2026 10:12\n    The e-mail account does not exist at the organization this message was sent to.\n    <mx.acme.example.org #5.1.1>", "System Administrator <postmaster@acme.example.org>", "Undeliverable: Request")
    yield _plain("Exchange 2003", "bounced", f"Ihre Nachricht hat einige oder alle Empfänger nicht erreicht.\n\n  {TO} am 24.11.2026 10:12\n    Das E-Mail-Konto existiert nicht in der Organisation, an die die Nachricht gesendet wurde.\n    <mx.acme.example.org #5.1.1>", "Systemadministrator <postmaster@acme.example.org>", "Unzustellbar: Request")
    yield _plain("Exchange 2003", "deferred", f"{TO}\n    The recipient's mailbox is full and can't accept messages now. Your message was not delivered.\n    #552 5.2.2 STOREDRV.Deliver", "System Administrator <postmaster@acme.example.org>", "Undeliverable: Request")
    yield _plain("Yahoo", "bounced", f"Sorry, we were unable to deliver your message to the following address.\n\n<{TO}>:\n554: delivery error: dd This user doesn't have an account (0) - mta1", "MAILER-DAEMON@yahoo.example", "Failure Notice", "--- Below this line is a copy of the message.")
    yield _plain("Yahoo", "bounced", f"Sorry, we were unable to deliver your message to the following address.\n\n<{TO}>:\nNo MX or A records for acme.example.org", "", "Failure Notice", "--- Below this line is a copy of the message.", "")
    yield _plain("Yahoo", "stopped", f"Sorry, we were unable to deliver your message to the following address.\n\n<{TO}>:\n554: 5.7.9 Message not accepted for policy reasons.", "MAILER-DAEMON@yahoo.example", "Failure Notice", "--- Below this line is a copy of the message.")
    yield _plain("GMX/1&1", "bounced", f"This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of\nits recipients. The following addresses failed:\n\n<{TO}>\n\nSMTP error from remote server for RCPT TO command, host: mx.acme.example.org (192.0.2.7) reason: 550 invalid user", "GMX Mailer Daemon <mailer-daemon@gmx.example>", "Mail delivery failed: returning message to sender", "--- The header of the original message is following. ---")
    yield _plain("GMX/1&1", "deferred", f"This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered. The following address failed:\n\n\"{TO}\":\ndelivery retry timeout exceeded", "1&1 Mailer Daemon <mailer-daemon@kundenserver.example>", "Mail delivery failed: returning message to sender", "--- The header of the original message is following. ---")
    yield _plain("web.de", "bounced", f"Diese E-Mail konnte nicht zugestellt werden.\n\nEmpfänger: {TO}\nGrund: Der Empfänger ist unbekannt", "mailer-daemon@web.example", "Mail konnte nicht zugestellt werden")
    yield _plain("T-Online", "bounced", f"|------------------------- Message log follows: -------------------------|\n no valid recipients were found for this message\n|------------------------- Failed addresses follow: ---------------------|\n <{TO}> ... unknown user", "Mail Delivery System <postmaster@t-online.example>", "Delivery failure", "|------------------------- Message text follows: ------------------------|")
    yield _plain("Zoho", "bounced", f"This message was created automatically by mail delivery software.\nA message that you sent could not be delivered to one or more of its recipients.\n\n{TO}, ERROR CODE :550 - 5.1.1 {TO} User unknown; rejecting", "mailer-daemon@mail.zoho.example", "Undelivered Mail Returned to Sender", "[Status: Error, Address: <privacy@acme.example.org>, Host Reject]")
    yield _plain("Zoho", "stopped", f"This message could not be delivered to one or more of its recipients.\n\n{TO}, ERROR_CODE :550, ERROR_CODE :Message rejected as spam by content filters", "mailer-daemon@mail.zoho.example")
    yield _plain("DragonFly", "bounced", f"This is the DragonFly Mail Agent v0.13 at mx.example.net.\n\nThere was an error delivering your mail to <{TO}>.\n\nmx.acme.example.org [192.0.2.7] did not like our RCPT TO:\n550 5.1.1 no such account", "MAILER-DAEMON <>", "Mail delivery failed", "Original message follows.")
    yield _plain("DragonFly", "deferred", f"This is the DragonFly Mail Agent v0.13 at mx.example.net.\n\nThere was an error delivering your mail to <{TO}>.\n\nCould not be delivered for 5 days: connection timed out", "MAILER-DAEMON <>", "Mail delivery failed", "Message headers follow.")
    yield _plain("Lotus Notes", "bounced", f"Your Document: Request\n\n  could not be delivered to:\n{TO}\n  because:\nUser privacy (privacy@acme) not listed in Domino Directory", "Postmaster <postmaster@acme.example.org>", "DELIVERY FAILURE: User privacy not listed in Domino Directory")
    yield _plain("Lotus Notes", "bounced", f"Ihr Dokument: Request\n\nkonnte nicht zugestellt werden an:\n{TO}\nda:\nBenutzer nicht im öffentlichen Adressbuch: unbekannter Benutzer", "Mail Router <mailrouter@acme.example.org>", "ZUSTELLUNGSFEHLER")
    yield _plain("OpenSMTPD", "bounced", f"Hi!\n\nThis is the MAILER-DAEMON, please DO NOT REPLY to this email.\n\nAn error has occurred while attempting to deliver a message for\nthe following list of recipients:\n\n{TO}: 550 5.1.1 invalid recipient", "Mailer Daemon <MAILER-DAEMON@mx.example.net>", "Delivery status notification: error", "Below is a copy of the original message:")
    yield _plain("OpenSMTPD", "bounced", f"An error has occurred while attempting to deliver a message for\nthe following list of recipients:\n\n{TO}: Mail server not found: no MX found for domain", "Mailer Daemon <MAILER-DAEMON@mx.example.net>", "Delivery status notification: error", "Below is a copy of the original message:")
    yield _plain("IMail", "bounced", f"Unknown user: {TO}\n\nOriginal message follows.", "Postmaster <postmaster@mail.acme.example.org>", "Undeliverable Mail")
    yield _plain("IMail", "deferred", f"User mailbox exceeds allowed size: {TO}\n\nOriginal message follows.", "Postmaster <postmaster@mail.acme.example.org>", "Undeliverable Mail")
    yield _plain("IMail", "bounced", f"Invalid final delivery userid: unknown user {TO}\n\nOriginal message follows.", "Postmaster <postmaster@mail.acme.example.org>", "Undeliverable Mail")
    yield _plain("X1", "bounced", f"The original message was received at Mon, 23 Nov 2026 10:00:00 +0900\nfrom client [192.0.2.9]\n\n  ----- I couldn't deliver your message to -----\n<{TO}>\n550 Unknown user {TO}", "Mail Deliver System <postmaster@mx.example.net>", "Returned Mail: User unknown", "Received: from client (192.0.2.9)")
    yield _plain("X2", "bounced", f"Message from acme.example.org.\nUnable to deliver message to the following address(es).\n\n<{TO}>:\nThis user doesn't have a acme.example.org account ({TO}) [0]", "MAILER-DAEMON@acme.example.org", "Delivery failure", "--- Original message follows.")
    yield _plain("X3", "bounced", f"This message has been rejected because delivery failed.\n\n  * {TO}\n    Status: 5.1.1\n    no such mailbox", "Mail Delivery System <noreply@mx.example.net>", "Delivery Status Notification")
    yield _plain("X5", "bounced", f"A message could not be sent.\n\nTo:    {TO}\nReason:   5.1.1 unknown address", "", "Delivery failed", more="")
    yield _plain("X6", "bounced", f"We had trouble delivering your message. Full details follow:\n\nSubject: 'Request'\n1 error(s):\n\nSMTP Server <mx.acme.example.org> rejected recipient <{TO}>\nThe following error was detected: 550 recipient does not have an inbox here: no such user", "Mail Delivery System <noreply@mx.example.net>", "There was an error sending your mail")
    yield _plain("KDDI", "bounced", f"Your mail sent on: Mon, 23 Nov 2026 10:00:00 +0900\n    Could not be delivered to: <{TO}>\n    As the user is unknown.", "no-reply@mail.kddi.example", "Mail System Error - Returned Mail", more="")
    yield _plain("KDDI", "deferred", f"Your mail sent on: Mon, 23 Nov 2026 10:00:00 +0900\n    Could not be delivered to: <{TO}>\n    As their mailbox is full.", "no-reply@mail.kddi.example", "Mail System Error - Returned Mail", more="")
    yield _plain("EZweb", "bounced", f"The user(s) account is disabled.\n\n<{TO}>: 550 user unknown", "Postmaster@ezweb.example", "Mail System Error - Returned Mail")
    yield _plain("docomo", "bounced", f"次のあて先へのメッセージはエラーのため送信できませんでした。\n\n{TO}\n550 Unknown user: mail-not-deliverable", "mailer-daemon@docomo.example", "Undeliverable")
    yield _plain("Verizon", "bounced", f"Message could not be delivered to mobile.\nError: No valid recipients for this MM\n\n{TO}", "post_master@vtext.example", "Undeliverable Message")
    yield _plain("Verizon", "bounced", f"Error: Invalid recipient address\n\nYour message to {TO} could not be delivered: 550 - Requested action not taken: no such user here", "Mail Administrator <Postmaster@vzw.example>", "Undelivered mail")
    yield _plain("Courier", "bounced", f"This is a delivery status notification from mx.example.net.\n\nThe original message was received on Mon, 23 Nov 2026\n\nUNDELIVERABLE MAIL\n\nYour message to the following recipients cannot be delivered:\n\n<{TO}>:\n    mx.acme.example.org [192.0.2.7]:\n<<< 550 User does not exist.", "\"Courier mail server at mx.example.net\" <@mx.example.net>", "NOTICE: mail delivery status.")
    yield _plain("GroupWise", "bounced", f"The message that you sent was undeliverable to the following:\n\t{TO} (The user does not exist)", "Mailer-Daemon@gw.acme.example.org", "Message status - undeliverable")
    yield _plain("MailMarshal", "bounced", f"Your message:\n   From:    sam@example.org\n   Subject: Request\n\nCould not be delivered because of\n\n550 5.1.1 unknown recipient\n\nThe following recipients were affected:\n    {TO}", "Postmaster@mm.example.net", "Undeliverable Mail: \"Request\"", "Additional Information")
    yield _plain("Apache James", "bounced", f"Hi. This is the James mail server at mx.example.net.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up.\n\nMessage details:\n  Subject: Request\n  MAIL FROM: sam@example.org\n  RCPT TO: {TO}\n  Size (in bytes): 1200\n\nFailed recipient(s):\n{TO}\n\nError message:\n550-5.1.1 the mailbox does not exist", "postmaster@mx.example.net", "Delivery Failure")
    yield _plain("MailEnable", "bounced", f"MailEnable: Message could not be delivered to some recipients.\nThe following recipient(s) could not be reached:\n\n\tRecipient: [SMTP:{TO}]\n\tReason: Remote SMTP Server Returned: 550 Requested action not taken: mailbox unavailable", "Postmaster <postmaster@me.example.net>", "Message Delivery Failure")
    yield _plain("hMailServer", "bounced", f"Your message did not reach some or all of the intended recipients.\n\n   Sent: Mon, 23 Nov 2026\n\nThe following recipient(s) could not be reached:\n\n{TO}\n   Error Type: SMTP\n   Remote server replied: 550 Unknown user", "mailer-daemon@hm.example.net", "Message undeliverable: Request")
    yield _plain("MessagingServer", "bounced", f"This report relates to a message you sent. Your message cannot be delivered to the following recipients:\n\n  Recipient address: {TO}\n  Reason: Remote SMTP server has rejected address\n  Diagnostic code: smtp;550 5.1.1 unknown or illegal alias", "Internet Mail Delivery <postmaster@ims.example.net>", "Delivery Notification: Delivery has failed")
    yield _plain("Facebook", "bounced", f"This message was created automatically by Facebook.\n\nSorry, your message couldn't be delivered to {TO}: 550 5.1.1 RCP-P1 no such recipient", "Facebook <mailer-daemon@mx.facebook.example>", "Sorry, your message couldn't be delivered")
    yield _plain("mail.ru", "bounced", f"This message was created automatically by mail delivery software.\n\nПисьмо не может быть доставлено: {TO}\n550 Message was not accepted -- invalid mailbox. Local mailbox is unavailable: user not found", "mailer-daemon@corp.mail.example", "Mail delivery failed: returning message to sender")
    yield _plain("Orange", "bounced", f"Votre message n'a pas pu être remis à {TO} :\n550 5.1.1 Adresse d'au moins un destinataire invalide. Invalid recipient.", "mailer-daemon@orange.example", "Message non distribué")
    yield _plain("Telefónica", "bounced", f"Su mensaje no se pudo entregar a {TO}.\nMotivo: el usuario no existe", "postmaster@telefonica.example", "Mensaje devuelto")
    yield _plain("Libero", "deferred", f"Il messaggio non è stato consegnato a {TO}: la casella del destinatario è piena", "MAILER-DAEMON@libero.example", "Messaggio non recapitabile")
    yield _plain("Onet", "bounced", f"Wiadomość nie może być dostarczona do {TO}: użytkownik nie istnieje", "MAILER-DAEMON@onet.example", "Nie można dostarczyć wiadomości")
    yield _plain("SurfControl", "bounced", f"Your message could not be sent.\nA transcript of the attempts to send the message follows.\nThe number of attempts made: 1\nAddressed To: {TO}\n\nFailed to send to identified host,\nmx.acme.example.org: [192.0.2.7], 550 5.1.1 unknown address\n--- Message non-deliverable.", "Mail Administrator <postmaster@sc.example.net>", "Message Undeliverable")


def _of_services() -> Iterator[Report]:
    yield Report("SendGrid", "bounced", "This is an automatically generated message. Delivery failed.", f"Reporting-MTA: dns; sendgrid.example\n\nFinal-Recipient: rfc822; {TO}\nOriginal-Recipient: rfc822; {TO}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: 550 5.1.1 no such user", "MAILER-DAEMON <mailer-daemon@sendgrid.example>")
    yield Report("SendGrid", "deferred", "Your message could not be delivered and further attempts have been stopped.", dsn("5.4.7", "smtp; unable to get mx info", "expired"), "MAILER-DAEMON <mailer-daemon@sendgrid.example>")
    yield Report("Amazon SES", "bounced", f"An error occurred while trying to deliver the mail to the following recipients:\n{TO}", dsn("5.1.1", "smtp; 550 5.1.1 user unknown"), "MAILER-DAEMON@amazonses.example", "Delivery Status Notification (Failure)")
    yield Report("Amazon SES", "stopped", f"An error occurred while trying to deliver the mail to the following recipients:\n{TO}", dsn("5.7.1", "smtp; 554 Message rejected: Email address is not verified"), "MAILER-DAEMON@amazonses.example", "Delivery Status Notification (Failure)")
    yield Report("Mailgun", "bounced", "Your message was not delivered.", dsn("5.1.2", "smtp; 550 No MX for acme.example.org"), "Mailer Daemon <postmaster@mailgun.example>")
    yield Report("Mimecast", "bounced", f"Your message to {TO} could not be delivered.", dsn("5.1.1", "smtp; 550 Invalid Recipient - https://community.mimecast.example/docs"), "Mail Delivery Subsystem <postmaster@mimecast.example>")
    yield Report("Mimecast", "stopped", f"Your message to {TO} could not be delivered.", dsn("5.0.0", "smtp; 550 Administrative prohibition - envelope blocked"), "Mail Delivery Subsystem <postmaster@mimecast.example>")
    yield Report("Barracuda", "stopped", "Your message was blocked.", dsn("5.7.1", "smtp; 550 permanent failure for one or more recipients: blocked"), "MAILER-DAEMON@barracuda.example")
    yield Report("Proofpoint", "bounced", "The message could not be delivered.", dsn("5.1.1", f"smtp; 550 5.1.1 <{TO}>... User Unknown"), "Mail Delivery Subsystem <MAILER-DAEMON@pphosted.example>")
    yield Report("MessageLabs", "bounced", "This is the mail delivery agent at messagelabs.example.\nI was unable to deliver your message.", dsn("5.0.0", "smtp; 550-Invalid recipient <x> 550 (#5.1.1)"), "MAILER-DAEMON@messagelabs.example", "Mail Delivery Failure")
    yield Report("IronPort", "bounced", f"The following message to <{TO}> was undeliverable.\nThe reason for the problem:", dsn("5.1.0", "smtp; 5.1.0 - Unknown address error 550-'no such user here' (delivery attempts: 0)"), "Mail Delivery System <MAILER-DAEMON@ironport.example>", "Undeliverable Message")
    yield Report("IronPort", "stopped", f"The following message to <{TO}> was undeliverable.\nThe reason for the problem:", dsn("5.1.0", "smtp; 5.1.0 - Unknown address error 554-'5.7.1 poor reputation of your address' (delivery attempts: 0)"), "Mail Delivery System <MAILER-DAEMON@ironport.example>", "Undeliverable Message")
    yield Report("AOL", "bounced", "Your mail to the following recipients could not be delivered because they are not accepting mail.", dsn("5.1.1", "smtp; 550 5.1.1 MAILBOX NOT FOUND"), "MAILER-DAEMON@aol.example", "Returned mail: see transcript for details")
    yield Report("Yandex", "bounced", "This is the mail system at host yandex.example.", dsn("5.1.1", "smtp; 550 5.7.1 No such user!"), "mailer-daemon@yandex.example")
    yield Report("Outlook.com", "bounced", "This is an automatically generated Delivery Status Notification.", dsn("5.5.0", "smtp; 550 Requested action not taken: mailbox unavailable (-2019044820:4185:0)"), "postmaster@outlook.example", "Delivery Status Notification (Failure)")
    yield Report("Outlook.com", "stopped", "This is an automatically generated Delivery Status Notification.", dsn("5.5.0", "smtp; 550 SC-001 Unfortunately, messages from 192.0.2.9 weren't sent; part of their network is on our block list"), "postmaster@outlook.example", "Delivery Status Notification (Failure)")
    yield Report("Amavis", "stopped", "BANNED CONTENTS ALERT. Your message was not delivered.", dsn("5.7.0", "smtp; 554 5.7.0 Reject, banned content"), "Content-filter at mx.example.net <postmaster@mx.example.net>", "BANNED contents from you")
    yield Report("fields as text", "bounced", f"Delivery failed.\n\nFinal-Recipient: rfc822; {TO}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 unknown user", how="below", mark="--- message header ---")
    yield Report("fields attached", "bounced", "See the attachment.", dsn("5.1.1", "smtp; 550 unknown user"), part='text/plain; name="details.txt"')
    yield Report("no recipient", "bounced", "Delivery failed.", "Reporting-MTA: dns; mx.example.net\n\nAction: failed\nStatus: 5.1.1")
    yield Report("other action", "bounced", "Delivery failed.", dsn("5.1.1", "smtp; 550 no such user", "undeliverable"))
    yield Report("postoffice", "bounced", "Delivery failed.", dsn("5.1.1", to="x400; /s=privacy/"), "")


def _of_delays() -> Iterator[Report]:
    warning = "THIS IS A WARNING MESSAGE ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE."
    yield Report("Postfix", "note", f"{warning}\n\n<{TO}>: connect to mx.acme.example.org: Connection timed out", dsn("4.4.1", "X-Postfix; connection timed out", "delayed"), subject="Delayed Mail (still being retried)")
    yield _plain("Sendmail", "note", f"    {warning}\n\nWarning: message still undelivered after 4 hours\nWill keep trying until message is 5 days old\n<{TO}>... Deferred: Connection refused", "Mail Delivery Subsystem <MAILER-DAEMON@mx.example.net>", "Warning: could not send message for past 4 hours")
    yield _plain("Exim", "note", f"This message was created automatically by mail delivery software.\nA message that you sent has not yet been delivered to one or more of its\nrecipients after more than 24 hours on the queue.\n\n  {TO}\n\nNo action is required on your part. Delivery attempts will continue.", subject="Warning: message delayed 24 hours")
    yield Report("Gmail", "note", f"There was a temporary problem delivering your message to {TO}. Gmail will retry for 46 more hours.", dsn("4.4.1", "smtp; the server did not respond", "delayed"), "Mail Delivery Subsystem <mailer-daemon@googlemail.com>", "Delivery Status Notification (Delay)", more=f"Return-Path: <>\nX-Failed-Recipients: {TO}\n")
    yield _plain("Exchange", "note", f"Delivery is delayed to these recipients or groups:\n\n{TO}\n\nThis message hasn't been delivered yet. Delivery will continue to be attempted.", "postmaster@acme.example.org", "Delivery delayed: Request")
    yield _plain("Exchange", "note", f"Die Zustellung an diese Empfänger ist verzögert:\n\n{TO}\n\nEs wird weiterhin versucht, die Nachricht zuzustellen.", "postmaster@acme.example.org", "Zustellung verzögert: Request")
    yield _plain("Courier", "note", f"This is a delivery delay notice.\n\n{warning}\n\n<{TO}>: 450 user unknown", "MAILER-DAEMON@mx.example.net", "WARNING: delayed mail")
    yield Report("Postfix", "received", "Your message was successfully delivered.", dsn("2.0.0", "smtp; 250 ok", "delivered"), subject="Successful Mail Delivery Report")
    yield Report("Postfix", "note", "Your message was relayed.", dsn("2.0.0", "smtp; 250 ok", "relayed"), subject="Mail Delivery Status Report")


REPORTS: tuple[Report, ...] = (*_of_standard_servers(), *_of_odd_servers(), *_of_services(), *_of_delays())
