-- +goose Up
-- What is counted, in words. A rule is never edited: a new version is added.
-- The organisation 00000000-…-0001 is the whole installation: its rule holds
-- wherever an organisation has none of its own.
CREATE TABLE outreach_rule (
  id uuid PRIMARY KEY,
  organisation uuid NOT NULL,
  version bigint NOT NULL,
  in_force date NOT NULL,
  added_at timestamptz,
  added_by uuid,
  UNIQUE (organisation, version)
);

CREATE TABLE outreach_rule_text (
  rule uuid NOT NULL REFERENCES outreach_rule (id),
  language text NOT NULL,
  visit text NOT NULL,
  present text NOT NULL,
  conversation text NOT NULL,
  clienthood text NOT NULL,
  onward text NOT NULL,
  feedback text NOT NULL,
  PRIMARY KEY (rule, language)
);

INSERT INTO outreach_rule (id, organisation, version, in_force) VALUES
('00000000-0000-7000-8000-00000000c001', '00000000-0000-7000-8000-000000000001', 1, '1990-01-01');

INSERT INTO outreach_rule_text (rule, language, visit, present, conversation, clienthood, onward, feedback) VALUES
('00000000-0000-7000-8000-00000000c001', 'fi',
 'Käynti on yksi pysähdys yhdessä paikassa yhtenä päivänä, kun paikalla on vähintään yksi työntekijä. Kaksi paikkaa samana päivänä on kaksi käyntiä.',
 'Läsnä olleet on työntekijän arvio siitä, montako ihmistä paikalla oli käynnin aikana. Työntekijöitä ei lasketa.',
 'Keskustelu on kohtaaminen kasvotusten, jossa puhutaan ihmisen omasta asiasta. Saman ihmisen kanssa sama käynti on yksi keskustelu. Tervehdystä ei lasketa.',
 'Uusi asiakkuus on sellainen, josta on käynnillä sovittu ihmisen itsensä kanssa.',
 'Eteenpäin ohjattu on ihminen, jolle on kerrottu hänen tarvitsemastaan palvelusta ja autettu alkuun. Sama ihminen lasketaan jokaiseen palveluun, johon hänet ohjattiin.',
 'Palaute on paikan päällä annettu arvosana 1–5, jossa 5 on paras. Vastaaminen on vapaaehtoista ja nimetöntä.'),
('00000000-0000-7000-8000-00000000c001', 'sv',
 'Ett besök är ett stopp på en plats under en dag, med minst en arbetstagare på plats. Två platser samma dag är två besök.',
 'Närvarande är arbetstagarens uppskattning av hur många människor som fanns på platsen under besöket. Arbetstagarna räknas inte.',
 'Ett samtal är ett möte ansikte mot ansikte där personens eget ärende behandlas. Med samma person är ett besök ett samtal. En hälsning räknas inte.',
 'Ett nytt klientskap är ett som under besöket har avtalats med personen själv.',
 'Vidare hänvisad är en person som har fått veta om en service som hon eller han behöver och fått hjälp att komma i gång. Samma person räknas för varje service som hon eller han hänvisats till.',
 'Respons är ett vitsord 1–5 som ges på platsen, där 5 är bäst. Det är frivilligt och anonymt att svara.'),
('00000000-0000-7000-8000-00000000c001', 'en',
 'A visit is one stop in one place on one day with at least one worker there. Two places on the same day are two visits.',
 'Present is the worker''s estimate of how many people were in the place during the visit. Workers are not counted.',
 'A conversation is a face-to-face encounter in which a person''s own matter was talked about. With the same person, one visit is one conversation. A greeting is not counted.',
 'A new clienthood is one that was agreed during the visit with the person herself or himself.',
 'Guided onwards is a person who was told of a service that she or he needs and helped to get started. The same person is counted for each service that she or he was guided to.',
 'Feedback is a mark 1–5 given on the spot, where 5 is the best. Answering is voluntary and anonymous.'),
('00000000-0000-7000-8000-00000000c001', 'fi-selko',
 'Käynti tarkoittaa, että työntekijä on yhdessä paikassa yhtenä päivänä. Jos hän käy kahdessa paikassa, käyntejä on kaksi.',
 'Läsnä olleet tarkoittaa ihmisiä, jotka olivat paikalla. Työntekijä arvioi määrän. Työntekijöitä ei lasketa.',
 'Keskustelu tarkoittaa, että ihminen puhuu työntekijän kanssa omasta asiastaan. Tervehdys ei ole keskustelu.',
 'Uusi asiakkuus tarkoittaa, että ihminen itse haluaa asiakkaaksi. Siitä on sovittu käynnillä.',
 'Eteenpäin ohjattu tarkoittaa ihmistä, jolle on kerrottu palvelusta ja jota on autettu alkuun.',
 'Palaute on arvosana 1, 2, 3, 4 tai 5. Paras on 5. Palautetta ei ole pakko antaa. Nimeä ei kysytä.');

CREATE VIEW fact_outreach_rule AS
SELECT r.id AS rule, r.organisation, r.version, r.in_force,
  t.language, t.visit, t.present, t.conversation, t.clienthood, t.onward, t.feedback
FROM outreach_rule r JOIN outreach_rule_text t ON t.rule = r.id;
