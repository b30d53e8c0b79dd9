/** What clerks note and what customers write, in four languages; most of it gives personal data away. */

/** A language that phrases are written in. */
export type PhraseLanguage = 'de' | 'en' | 'fr' | 'sv';

/** Fills the gaps of a phrase: `name`, `email`, `phone`, `national`, `birth`, `iban`, `neighbour`. */
export type Facts = Record<string, string>;

/** Sentences of a customer's notes. */
export const NOTES: Record<PhraseLanguage, readonly string[]> = {
  de: [
    'Möchte nur per E-Mail an {email} angeschrieben werden.',
    'Rückruf bitte unter {phone}, abends unter {national}.',
    'Geboren am {birth}, Ausweis wurde geprüft.',
    'Pakete nimmt {neighbour} im 2. Stock an, dort liegt auch ein Schlüssel.',
    'Lastschrift von {iban} ist im März geplatzt; {name} zahlt jetzt per Überweisung.',
    'Kontakt seit der "alten" Filiale – bitte höflich bleiben 🙂',
  ],
  en: [
    'Prefers email to {email}, never call before 9.',
    'Call back on {phone} (or {national} from a landline).',
    'Date of birth {birth} confirmed against the passport.',
    'Parcels go to the neighbour, {neighbour}, who holds a spare key.',
    'Direct debit from {iban} bounced once; {name} settled it the same week.',
    'Said: "your site\\checkout is broken" and hung up 😕\nPlease be kind.',
  ],
  fr: [
    'Écrire de préférence à {email}.',
    'Rappeler au {phone}, ou au {national} le soir.',
    'Né(e) le {birth}, pièce d’identité vérifiée.',
    'Les colis sont à laisser chez {neighbour}, au rez-de-chaussée.',
    'Le prélèvement sur {iban} a été rejeté ; {name} a réglé par virement.',
    'Dossier suivi, réclamation de l’été déjà traitée 🌻',
  ],
  sv: [
    'Vill helst få e-post till {email}.',
    'Ring tillbaka på {phone} eller {national}.',
    'Född {birth}, legitimation kontrollerad.',
    'Grannen {neighbour} tar emot paket på våning två.',
    'Autogirot från {iban} gick inte igenom; {name} betalade på annat sätt.',
    'Återkommande kund, föredrar korta svar 👍',
  ],
};

/** Subject and body of tickets. */
export const TICKETS: Record<
  PhraseLanguage,
  readonly (readonly [subject: string, body: string])[]
> = {
  de: [
    ['Rechnung doppelt erhalten', 'Guten Tag, ich bin {name}. Bitte die Gutschrift auf {iban}.'],
    ['Neue Telefonnummer', 'Meine Nummer ist jetzt {phone}, meine E-Mail bleibt {email}.'],
    [
      'Paket beim Nachbarn',
      'Mein Paket liegt bei {neighbour}, aber niemand öffnet. Rückruf: {national}',
    ],
    [
      'Geburtsdatum falsch',
      'In meinem Konto steht ein falsches Datum, richtig ist der {birth}. Gruß, {name}',
    ],
  ],
  en: [
    ['Charged twice', 'Hello, {name} here. Please refund the second charge to {iban}.'],
    ['New phone number', 'My number is now {phone}; my email is still {email}.'],
    ['Parcel left next door', 'It was left with {neighbour}, who is away. Ring me on {national}.'],
    ['Wrong date of birth', 'You have the wrong date, it should be {birth}. Regards, {name}'],
  ],
  fr: [
    [
      'Facture payée deux fois',
      'Bonjour, je suis {name}. Merci de rembourser sur le compte {iban}.',
    ],
    ['Nouveau numéro', 'Mon numéro est désormais le {phone}, mon adresse reste {email}.'],
    [
      'Colis chez le voisin',
      'Il est chez {neighbour}, qui est en vacances. Mon numéro : {national}',
    ],
    ['Date de naissance erronée', 'Je suis né(e) le {birth}, merci de corriger. {name}'],
  ],
  sv: [
    ['Dubbel faktura', 'Hej, jag heter {name}. Återbetala gärna till {iban}.'],
    ['Nytt telefonnummer', 'Mitt nummer är nu {phone}, e-posten är fortfarande {email}.'],
    ['Paketet hos grannen', 'Det ligger hos {neighbour}, som är bortrest. Ring {national}.'],
    ['Fel födelsedatum', 'Rätt datum är {birth}. Hälsningar, {name}'],
  ],
};

/** How a date of birth is written in running text. */
export function writeDate(isoDate: string, language: PhraseLanguage): string {
  const [year = '', month = '', day = ''] = isoDate.split('-');
  if (language === 'sv') return isoDate;
  return [day, month, year].join(language === 'de' ? '.' : '/');
}

/** Puts the facts into the gaps. Throws if a phrase has a gap that no fact fills. */
export function fillPhrase(phrase: string, facts: Facts): string {
  return phrase.replaceAll(/\{(\w+)\}/g, (_gap, name: string) => {
    const fact = facts[name];
    if (fact === undefined) throw new Error(`no fact fills {${name}}`);
    return fact;
  });
}
