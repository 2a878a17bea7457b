"""Other languages: the words by which servers and mail programs refuse mail, beside the English ones of `causes`.

In small letters and without accents, as `meaning` compares them; an ellipsis stands for a few words of whatever kind.
"""

from collections.abc import Mapping

from unbroker.mail.smtp_reply.cause import listed

PHRASES: Mapping[str, tuple[str, ...]] = {
    "sender": listed("""
        absender…abgelehnt | absender…unbekannt | absenderadresse | absender-adresse | adresse de l'expediteur |
        expediteur…refus | expediteur…inconnu | remitente…rechazad | mittente…rifiutat | mittente…non valid |
        remetente…rejeitad | 送信者 | remitente…no existe | expediteur…n'existe | absender…existiert nicht |
        отправител
    """),
    "busy": listed("""
        vorubergehend | voruebergehend | zeitweilig | temporairement | temporalmente | temporaneamente |
        temporariamente | tijdelijk | tymczasowo | временно | spater erneut | spater noch einmal |
        reessayer plus tard | intentelo mas tarde | riprova piu tardi | 一時的 | 暂时 | しばらく
    """),
    "rate": listed("""
        zu viele nachrichten | zu viele e-mails | trop de messages | trop de connexions | demasiados mensajes |
        demasiadas conexiones | troppi messaggi | muitas mensagens
    """),
    "restricted": listed("keine berechtigung | nicht berechtigt | pas autorise a envoyer | no tiene permiso"),
    "size": listed("""
        nachricht…zu gross | message trop volumineux | message trop gros | taille du message |
        mensaje…demasiado grande | tamano del mensaje | messaggio…troppo grande | mensagem…muito grande |
        bericht…te groot | размер сообщения
    """),
    "full": listed("""
        postfach…voll | mailbox ist voll | mailbox voll | briefkasten…voll | speicherplatz | speichervolumen |
        quota uberschritten | quota ueberschritten | postfach…uberschritten | zuviele mails auf dem server |
        zu viele nachrichten im | boite…pleine | boite…est plein | bal pleine | boite…sature | quota…depasse |
        depasse…quota | messagerie…pleine | espace…insuffisant | espace…sature | buzon…lleno | buzon…llena |
        casilla…llena | cuota…excedid | cuota…superad | excedid…cuota | supera…cuota | bandeja…llena | sin espacio |
        casella…piena | casella…esaurit | spazio…esaurito | spazio…insufficiente | quota superata | mailbox piena |
        caixa…cheia | caixa…lotada | cota…excedid | quota…excedid | postvak…is vol | mailbox is vol |
        mailbox zit vol | brevlada…full | inkorg…full | postkasse…fuld | indbakke…fuld | postkasse…full |
        innboks…full | postilaatikko…taynna | skrzynka…pelna | skrzynka…pełna | skrzynka…przepełniona |
        skrzynka…przepelniona | przekroczon…limit | schranka…plna | megtelt | posta kutusu dolu | kota dolu |
        kotasi dol | kotasını | переполнен | превышен…квот | квота | ящик заполнен | 容量 | がいっぱい | 一杯 | 已满 |
        已滿 | 超出…限额 | 空间不足 | 용량 | 가득 | postbus is vol
    """),
    "moved": listed("""
        neue adresse | neue e-mail-adresse | nouvelle adresse | nueva direccion | nuovo indirizzo | novo endereco
    """),
    "no mailbox": listed("""
        benutzer unbekannt | unbekannter benutzer | benutzer nicht | benutzer…nicht bekannt |
        benutzer…existiert nicht | unbekannter empfanger | empfanger…unbekannt | empfanger…nicht gefunden |
        empfanger…existiert nicht | empfaenger…unbekannt | unbekannter empfaenger | adresse…unbekannt |
        unbekannte adresse | adresse…existiert nicht | adresse…nicht gefunden | adresse…ungultig | ungultige adresse |
        ungultige empfanger | ungultiger empfanger | postfach…existiert nicht | postfach…nicht gefunden |
        postfach unbekannt | mailbox existiert nicht | konto existiert nicht | kein postfach | kein solcher |
        kein benutzer | utilisateur…inconnu | destinataire…inconnu | adresse…inconnue | adresse…introuvable |
        adresse…n'existe | adresse…non valide | destinataire invalide | destinataire…n'existe |
        destinataire…introuvable | utilisateur…n'existe | boite…n'existe | boite…inexistante | compte…n'existe |
        compte inconnu | compte inexistant | adresse…inexistante | adresse…invalide | n'existe pas | n'existe plus |
        n'est pas connu | inconnu a cette adresse | usuario…desconocido | usuario no encontrado |
        usuario inexistente | destinatario…desconocido | destinatario no encontrado | destinatario no valido |
        destinatario invalido | destinatario…no se encontro | direccion…desconocida | direccion…no valida |
        direccion invalida | direccion…no se encontro | direccion…no encontrada | buzon…inexistente |
        buzon…no encontrado | buzon…no se encontro | cuenta inexistente | cuenta…no encontrada | no se ha encontrado |
        no existe | utente…sconosciuto | utente inesistente | utente non trovato | destinatario…sconosciuto |
        destinatario inesistente | destinatario…non trovato | indirizzo…inesistente | indirizzo…sconosciuto |
        indirizzo…non trovato | indirizzo…non valido | casella…inesistente | casella…non trovata |
        account inesistente | non esiste | usuario nao | usuario desconhecido | utilizador desconhecido |
        destinatario desconhecido | destinatario nao encontrado | endereco desconhecido |
        endereco…nao foi encontrado | endereco…invalido | caixa…inexistente | conta inexistente | nao existe |
        onbekende gebruiker | gebruiker…onbekend | onbekende ontvanger | ontvanger onbekend |
        ontvanger is niet bekend | geadresseerde…onbekend | geadresseerde…niet gevonden | adres onbekend |
        adres…niet gevonden | bestaat niet | okand anvandare | okand mottagare | finns inte | hittades inte |
        ukendt bruger | ukendt modtager | findes ikke | blev ikke fundet | ukjent bruker | ukjent mottaker |
        finnes ikke | ble ikke funnet | tuntematon kayttaja | tuntematon vastaanottaja | ei ole olemassa |
        osoitetta ei loydy | nieznany uzytkownik | nieznany użytkownik | uzytkownik nieznany | nieznany odbiorca |
        odbiorca nieznany | nie istnieje | nie ma takiego | neznamy uzivatel | neznamy prijemce | neexistuje |
        nenalezen | ismeretlen felhasznalo | ismeretlen cimzett | nem letezik | nem talalhato |
        utilizator necunoscut | nu exista | agnostos | αγνωστος | δεν υπαρχει | boyle bir kullanıcı yok | bilinmeyen |
        gecersiz alici | gecersiz alıcı | bulunamadı | bulunamadi | нет такого | неизвестныи пользователь |
        неизвестныи получатель | не существует | неверныи адрес | не наиден | не найден | несуществующ |
        пользователь неизвестен | 宛先不明 | 存在しません | 見つかりません | 宛先が見つ | ユーザー不明 |
        ユーザが存在 | リストにありません | 不存在 | 无此用户 | 查无此 | 用户未找到 | 收件人…无效 | 無此 |
        找不到收件 | 无法找到 | 존재하지 않 | 없는 사용자 | 찾을 수 없 | あて先不明 | empfanger…nicht bekannt |
        adresse…nicht bekannt | adresat nieznany
    """),
    "disabled": listed("""
        konto…deaktiviert | konto…gesperrt | konto…geloscht | postfach…deaktiviert | postfach…gesperrt |
        postfach…geloscht | adresse…deaktiviert | nicht mehr gultig | nicht mehr aktiv | nicht mehr verwendet |
        nicht mehr existiert | existiert nicht mehr | inaktiv | benutzer…gesperrt | compte…desactive | compte…ferme |
        compte…suspendu | compte…cloture | boite…desactivee | boite…fermee | adresse…desactivee | n'est plus valide |
        n'est plus active | n'est plus utilis | plus en service | cuenta…desactivada | cuenta…deshabilitada |
        cuenta…inactiva | cuenta…suspendida | cuenta…cancelada | buzon…deshabilitado | buzon…desactivado |
        usuario inactivo | ya no existe | ya no esta | account…disabilitat | casella…disabilitata |
        casella…disattivata | casella…sospesa | casella…chiusa | utente…disabilitato | utente…disattivato |
        non e piu attiv | non piu attiv | non e piu valid | conta…desativada | conta…suspensa | conta…cancelada |
        caixa…desativada | usuario inativo | account is geblokkeerd | niet meer in gebruik | niet langer in gebruik |
        bestaat niet meer | konto…zablokowane | konto…nieaktywne | konto…usuniete | ucet…zrusen | ucet…zablokovan |
        nie jest już | заблокирован | отключен | деактивирован | ящик отключ | 使われておりません |
        使用されていません | 利用停止 | 已停用 | 被禁用 | 已注销 | 사용 중지
    """),
    "no domain": listed("""
        domane existiert nicht | domain existiert nicht | domane…nicht gefunden | domain…nicht gefunden |
        unbekannte domain | domaine inconnu | domaine…n'existe | hote inconnu | dominio desconocido |
        dominio…no existe | dominio inexistente | dominio sconosciuto | dominio…non esiste | dominio…nao existe |
        dominio desconhecido | domein bestaat niet | onbekend domein | домен не | домен…не существует | 域名不存在 |
        ホストが見つ | ドメインが存在しない
    """),
    "relay": listed("relais…refus | relais non | relay non | weiterleitung…verweigert"),
    "blocked": listed("""
        geblockt | blockiert | gesperrt | sperrliste | liste noire | bloque | bloccat | lista negra | lista nera |
        geblokkeerd | zwarte lijst | заблокиров | черн | schwarz | ブラックリスト | 黑名单 | 拒收
    """),
    "content": listed("""
        werbung | als spam | unerwunscht | virenverdacht | indesirable | no deseado | indesiderat | indesejad |
        ongewenst | спам | вирус | スパム | 迷惑メール | ウイルス | 垃圾邮件 | 스팸
    """),
    "unreachable": listed("""
        zeituberschreitung | nicht erreichbar | abgelaufen | delai depasse | delai…expire | injoignable |
        connexion…refusee | tiempo de espera | tiempo agotado | no responde | caducado | scadut | non raggiungibile |
        esgotado | tempo limite | verlopen | niet bereikbaar | przekroczono czas | время ожидания | недоступ | истек |
        タイムアウト | 接続でき | 超时
    """),
}  # fmt: skip
"""By the name of a cause: words that leave no doubt."""
HINTS: Mapping[str, tuple[str, ...]] = {
    "policy": listed("politique | politica | richtlinie | verboten"),
    "no mailbox": listed("""
        adresse abgelehnt | empfanger abgelehnt | destinataire refuse | adresse refusee | destinatario rechazado |
        destinatario rifiutat
    """),
    "refused": listed("""
        abgelehnt | abgewiesen | verweigert | rejete | refus | rechazad | rifiutat | rejeitad | recusad | geweigerd |
        odrzucon | отклонен | отказ | 拒否 | 拒绝 | 거부
    """),
}  # fmt: skip
"""By the name of a cause: words that count only where nothing else says more."""
