-- What ranking asks of an article, without reading its row.
CREATE INDEX article_place ON article (id) INCLUDE (outlet_id, published_at);
