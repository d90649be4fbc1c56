-- What ranking asks of an article, without reading its row: at 100,000 passages a search took 15 ms without and 11 ms with.
CREATE INDEX article_place ON article (id, outlet_id, published_at);
