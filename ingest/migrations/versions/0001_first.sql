-- The first catalogue. Texts of the full text are stems already: its tokenizer only divides them.

CREATE TABLE state (
    id INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE documents (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "key" VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    path VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    format VARCHAR NOT NULL,
    pages INTEGER,
    digest VARCHAR NOT NULL,
    "plan" VARCHAR NOT NULL,
    plan_name VARCHAR NOT NULL,
    aliases VARCHAR NOT NULL,
    audience VARCHAR NOT NULL,
    sort VARCHAR NOT NULL,
    start DATE,
    "end" DATE,
    copy_of VARCHAR,
    superseded_by VARCHAR,
    current BOOLEAN NOT NULL,
    embedder VARCHAR NOT NULL,
    filed_at VARCHAR NOT NULL,
    passages INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    tables INTEGER NOT NULL,
    problems INTEGER NOT NULL,
    context_stems INTEGER NOT NULL,
    text_stems INTEGER NOT NULL,
    entry_stems INTEGER NOT NULL,
    people_told VARCHAR NOT NULL,
    glossary VARCHAR NOT NULL,
    body BLOB NOT NULL,
    UNIQUE ("key")
);

CREATE INDEX documents_read ON documents (audience, current, "plan");

CREATE TABLE versions (
    id INTEGER NOT NULL,
    "key" VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    digest VARCHAR NOT NULL,
    filed_at VARCHAR NOT NULL,
    withdrawn_at VARCHAR,
    PRIMARY KEY (id)
);

CREATE INDEX versions_key ON versions ("key", version);

CREATE TABLE passages (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    body VARCHAR NOT NULL,
    FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE
);

CREATE INDEX passages_document ON passages (document_id, ordinal);

CREATE TABLE vectors (
    document_id INTEGER NOT NULL,
    dimensions INTEGER NOT NULL,
    matrix BLOB NOT NULL,
    PRIMARY KEY (document_id),
    FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE
);

CREATE TABLE entries (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    "plan" VARCHAR NOT NULL,
    strand VARCHAR COLLATE "NOCASE" NOT NULL,
    done BOOLEAN,
    body VARCHAR NOT NULL,
    FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE
);

CREATE INDEX entries_plan ON entries ("plan", kind);

CREATE INDEX entries_strand ON entries (strand, kind);

CREATE INDEX entries_document ON entries (document_id, kind, ordinal);

CREATE TABLE words (
    sort VARCHAR NOT NULL,
    word VARCHAR NOT NULL,
    document_id INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (sort, word, document_id),
    FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE TABLE periods (
    entry_id INTEGER NOT NULL,
    first DATE NOT NULL,
    last DATE NOT NULL,
    months INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    role VARCHAR,
    FOREIGN KEY(entry_id) REFERENCES entries (id) ON DELETE CASCADE
);

CREATE INDEX periods_entry ON periods (entry_id);

CREATE INDEX periods_when ON periods (last, first, months, entry_id);

CREATE TABLE people (
    entry_id INTEGER NOT NULL,
    person INTEGER NOT NULL,
    word VARCHAR NOT NULL,
    FOREIGN KEY(entry_id) REFERENCES entries (id) ON DELETE CASCADE
);

CREATE INDEX people_word ON people (word, entry_id, person);

CREATE INDEX people_entry ON people (entry_id);

CREATE VIRTUAL TABLE passage_words USING fts5(context, words, tokenize = "unicode61 remove_diacritics 0");

CREATE VIRTUAL TABLE entry_words USING fts5(context, words, tokenize = "unicode61 remove_diacritics 0");

CREATE INDEX words_document ON words (document_id, sort);

INSERT INTO state (id, generation) VALUES (1, 0);
