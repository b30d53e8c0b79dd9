/** Names of people in eight languages, most with letters outside ASCII. They are combined at random. */

/** Given and family names that go together. */
export interface NameList {
  given: readonly string[];
  family: readonly string[];
}

/** The name lists by language. */
export const NAMES = {
  german: list(
    'Jürgen Käthe Björn Sören Anneliese Lukas Grit Jörg Änne Friederike Matthias Günther Heike Rüdiger',
    'Müller Schröder Weiß Köhler Groß Schäfer Böhm Lindner Kühn Hartmann Strauß Förster Jäger Vogt',
  ),
  french: list(
    'François Chloé Zoé Jérôme Hélène Loïc Maëlle Édouard Noémie Benoît Amélie Gaël Thérèse Rémi',
    'Lefèvre Bénard Géraud Dupré Françoise Noël Lemaître Château Prévost Béranger Moreau Hébert Gauthier Étienne',
  ),
  english: list(
    'Oliver Zoë Chloë Harriet Desmond Priya Imogen Callum Beatrice Nathaniel Yasmin Rupert Siân Gwen',
    "Ashworth Brontë Whitfield O'Connell Pemberton Thackeray Hughes Blackwood Okafor Patel Fairchild Llewellyn Marsh Winslow",
  ),
  irish: list(
    'Seán Siobhán Pádraig Róisín Ciarán Gráinne Oisín Sinéad Éamon Máire Tomás Bríd Caoimhe Niall',
    "Ó\u00a0Súilleabháin Byrne O'Rourke Mac\u00a0Cárthaigh Ó\u00a0Briain Brennan Nolan Ó\u00a0Dálaigh Kinsella Doyle Ní\u00a0Mháille Keane Tóibín Moran",
  ),
  swedish: list(
    'Åsa Björn Göran Märta Örjan Håkan Linnéa Sven Märit Jörgen Ingrid Pär Ebba Åke',
    'Åkesson Öberg Sjöström Lindqvist Bäckman Nyström Hägglund Ekström Forsén Björklund Sandén Håkansson Rydén Wallström',
  ),
  polish: list(
    'Łukasz Małgorzata Paweł Zofia Michał Bożena Stanisław Agnieszka Żaneta Wojciech Jadwiga Rafał Świętosława Kamil',
    'Wójcik Nowak Wróbel Dąbek Gołąb Żak Świątek Łuczak Pająk Krawczyk Kołodziej Mróz Sęk Źrebiec',
  ),
  turkish: list(
    'Ayşe Çağlar Gökhan Şebnem İbrahim Özlem Uğur Tuğba Yiğit Zeynep Işıl Ömer Gülşen Kerem',
    'Yılmaz Öztürk Çelik Şahin Doğan Aydın Güneş Kılıç Koç Erdoğdu Çakır Işık Özkan Bulut',
  ),
  spanish: list(
    'José María Íñigo Begoña Ramón Lucía Andrés Sofía Martín Concepción Ángel Inés Óscar Belén',
    'Muñoz Núñez García Ibáñez Peña Cárdenas Ordóñez Vázquez Yáñez Castaño Domínguez Sáenz Román Gómez',
  ),
} as const satisfies Record<string, NameList>;

/** A language that names are drawn in. */
export type NameLanguage = keyof typeof NAMES;

/** Words apart by spaces; a no-break space stands for a space inside a name. */
function list(given: string, family: string): NameList {
  const split = (words: string) => words.split(' ').map((word) => word.replaceAll('\u00a0', ' '));
  return { given: split(given), family: split(family) };
}
